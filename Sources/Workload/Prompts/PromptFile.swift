internal import Foundation

/// Reads prompts, one JSON value a line: a string, `{"prompt": …}`, `{"messages": […]}`, or a bare
/// `messages` array. An object may also bound its answer with `max_tokens`. Blank lines are passed over.
package enum PromptFile {
    /// - Throws: `WorkloadError` naming the line that cannot be read, or the member that would be left out.
    package static func parse(_ text: String, path: String) throws(WorkloadError) -> [FilePrompt] {
        var prompts: [FilePrompt] = []
        var number = 0
        // A line end of Windows is one character of Swift's, and no line feed.
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if line.allSatisfy(\.isWhitespace) { continue }
            do throws(WorkloadError) {
                prompts.append(try prompt(String(line)))
            } catch {
                throw WorkloadError("\(path), line \(number): \(error.description)")
            }
        }
        return prompts
    }

    private static let known: Set = ["prompt", "messages", "max_tokens"]

    private static func prompt(_ line: String) throws(WorkloadError) -> FilePrompt {
        let value = try? JSONSerialization.jsonObject(
            with: Data(line.utf8), options: .fragmentsAllowed)
        if let text = value as? String { return FilePrompt(.text(text)) }
        guard let object = value as? [String: Any] else {
            guard let prompt = messages(value) else { throw noPrompt }
            return FilePrompt(prompt)
        }
        let text = (object["prompt"] as? String).map { Prompt.text($0) }
        guard let prompt = text ?? messages(object["messages"]) else { throw noPrompt }
        if let other = object.keys.filter({ !known.contains($0) }).sorted().first {
            throw WorkloadError(
                "the member '\(other)' would be left out; a line has prompt or messages, and max_tokens "
                    + "(what holds for all requests goes into --body)")
        }
        guard object["prompt"] == nil || object["messages"] == nil else {
            throw WorkloadError("prompt and messages exclude each other; leave out one of them")
        }
        return FilePrompt(prompt, maxTokens: try maxTokens(object["max_tokens"]))
    }

    private static let noPrompt = WorkloadError(
        "not a prompt; write a JSON string, {\"prompt\": …} or a messages array")

    private static func maxTokens(_ value: Any?) throws(WorkloadError) -> Int? {
        guard let value, !(value is NSNull) else { return nil }
        guard let number = value as? Double, number >= 1, number <= 1e9, number == number.rounded()
        else { throw WorkloadError("max_tokens takes a whole number from 1, such as 256") }
        return Int(number)
    }

    private static func messages(_ value: Any?) -> Prompt? {
        guard let list = value as? [[String: Any]], !list.isEmpty,
            list.allSatisfy({ $0["role"] is String }),
            let data = try? JSONSerialization.data(
                withJSONObject: list, options: [.sortedKeys, .withoutEscapingSlashes])
        else { return nil }
        return .messages(json: String(decoding: data, as: UTF8.self))
    }
}

/// A prompt of a file, and what its line says of the answer.
package struct FilePrompt: Sendable, Equatable {
    package let prompt: Prompt
    /// What its request asks for at most; nil where the line does not say.
    package let maxTokens: Int?

    package init(_ prompt: Prompt, maxTokens: Int? = nil) {
        self.prompt = prompt
        self.maxTokens = maxTokens
    }
}
