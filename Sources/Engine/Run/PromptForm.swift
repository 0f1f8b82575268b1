package import RunModel
package import Wire
package import Workload

/// Whether the prompts of a file can be asked by an API.
package enum PromptForm {
    /// Why `api` has no form for what goes along with a text; nil where it has one.
    package static func refusal(of kind: MediaPart.Kind, by api: APIName) -> String? {
        MediaPart.refusal(of: kind, by: API(api))
    }

    /// What `prompt` would lose, since `api` has no form for it; nil where it can be asked.
    package static func refusal(of prompt: Prompt, by api: APIName) -> String? {
        do throws(Conversation.Refusal) {
            _ = try Conversation.asked(AnswerRequest.Prompt(prompt), by: API(api))
            return nil
        } catch {
            return error.description
        }
    }
}

extension AnswerRequest.Prompt {
    init(_ prompt: Prompt) {
        switch prompt {
        case .text(let text): self = .text(text)
        case .messages(let json): self = .messages(json: json)
        case .members(let json): self = .members(json: json)
        }
    }
}
