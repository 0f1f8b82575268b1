internal import RunModel
internal import Wire
internal import Workload

/// The bytes of each request's body: a function of the plan and the request's index.
struct RequestBodies: Sendable {
    let request: RequestPlan
    let prompts: PromptSource
    /// Top-level members of `--body`, which replace what stands there.
    let overrides: [JSONMember]

    func body(for index: Int, asksForUsage: Bool) -> [UInt8] {
        let isStreaming = request.mode == .streaming
        let messages: ChatRequestBody.Messages =
            switch prompts.prompt(for: index) {
            case .text(let text): .prompt(text)
            case .messages(let json): .json(json)
            }
        return ChatRequestBody(
            model: request.model, messages: messages, isStreaming: isStreaming,
            asksForUsage: asksForUsage, maxTokens: prompts.maxTokens(for: index),
            temperature: request.temperature, overrides: overrides
        ).bytes()
    }
}
