internal import RunModel
internal import Wire
internal import Workload

/// The bytes of each request's body: a function of the plan and the ticket.
struct RequestBodies: Sendable {
    let api: API
    let request: RequestPlan
    /// What is known of the target's provider.
    let traits: ProviderTraits?
    let prompts: PromptSource
    /// Members that offer tools.
    let tools: [JSONMember]
    /// Top-level members of `--body`, which replace what stands there.
    let overrides: [JSONMember]

    /// What the request asks for with `max_tokens`.
    func maxTokens(for ticket: Ticket) -> Int? {
        ticket.maxTokens ?? prompts.maxTokens(for: ticket.prompt) ?? api.requiredMaxTokens
    }

    func body(for ticket: Ticket, _ manner: RequestManner) -> [UInt8] {
        api.body(
            of: AnswerRequest(
                model: manner.model, prompt: AnswerRequest.Prompt(prompts.prompt(for: ticket)),
                isStreaming: ticket.mode == .streaming,
                asksForUsage: manner.asksForUsage, maxTokens: maxTokens(for: ticket),
                tokenLimit: manner.tokenLimit, temperature: request.temperature,
                tools: tools, overrides: overrides))
    }
}
