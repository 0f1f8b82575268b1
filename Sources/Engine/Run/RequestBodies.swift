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
                tools: tools,
                overrides: exactOutput(for: ticket, manner) + overrides))
    }

    /// What servers of open models take as an order to write as many tokens as asked for. The user's own members win.
    private func exactOutput(for ticket: Ticket, _ manner: RequestManner) -> [JSONMember] {
        guard manner.asksForExactOutput, let tokens = maxTokens(for: ticket) else { return [] }
        return [
            JSONMember(name: "ignore_eos", json: "true"),
            JSONMember(name: "min_tokens", json: "\(tokens)"),
        ]
    }
}
