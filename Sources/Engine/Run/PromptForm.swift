package import RunModel
internal import Wire
package import Workload

/// Whether the prompts of a file can be asked by an API.
package enum PromptForm {
    /// What the first prompt that `api` has no form for would lose, with its line; nil where all can be asked.
    package static func refusal(
        of prompts: [FilePrompt], by api: APIName
    ) -> (line: Int, sentence: String)? {
        for prompt in prompts {
            do throws(Conversation.Refusal) {
                _ = try Conversation.asked(AnswerRequest.Prompt(prompt.prompt), by: API(api))
            } catch {
                return (prompt.line, error.description)
            }
        }
        return nil
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
