internal import RunModel
internal import Wire
internal import Workload

/// The bytes of each request's body: a function of the plan and the ticket.
struct RequestBodies: Sendable {
    let api: API
    let request: RequestPlan
    let prompts: PromptSource
    /// Top-level members of `--body`, which replace what stands there.
    let overrides: [JSONMember]

    /// What the request asks for with `max_tokens`.
    func maxTokens(for ticket: Ticket) -> Int? {
        ticket.maxTokens ?? prompts.maxTokens(for: ticket.prompt)
    }

    func body(for ticket: Ticket, _ manner: RequestManner) -> [UInt8] {
        let prompt: AnswerRequest.Prompt =
            switch prompts.prompt(for: ticket) {
            case .text(let text): .text(text)
            case .messages(let json): .messages(json: json)
            }
        return api.body(
            of: AnswerRequest(
                model: manner.model, prompt: prompt, isStreaming: ticket.mode == .streaming,
                asksForUsage: manner.asksForUsage, maxTokens: maxTokens(for: ticket),
                tokenLimit: manner.tokenLimit, temperature: request.temperature,
                overrides: overrides))
    }
}
