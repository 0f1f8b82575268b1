internal import Foundation

/// Reads prompts, one JSON value a line: a string, `{"prompt": …}`, `{"messages": […]}`, a bare
/// `messages` array, `{"input": …}` with `instructions` as Responses has it, or `messages` with `system` as Messages has it. An
/// object may also bound its answer with `max_tokens`. Blank lines are passed over.
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
                var prompt = try prompt(String(line))
                prompt.line = number
                prompts.append(prompt)
            } catch {
                throw WorkloadError("\(path), line \(number): \(error.description)")
            }
        }
        return prompts
    }

    private static let known: Set = [
        "prompt", "messages", "system", "input", "instructions", "max_tokens",
    ]

    private static func prompt(_ line: String) throws(WorkloadError) -> FilePrompt {
        let value = try? JSONSerialization.jsonObject(
            with: Data(line.utf8), options: .fragmentsAllowed)
        if let text = value as? String { return FilePrompt(.text(text)) }
        guard let object = value as? [String: Any] else {
            guard let prompt = messages(value) else { throw noPrompt }
            return FilePrompt(prompt)
        }
        let text = (object["prompt"] as? String).map { Prompt.text($0) }
        guard let prompt = text ?? members(object) ?? messages(object["messages"]) else {
            throw noPrompt
        }
        if let other = object.keys.filter({ !known.contains($0) }).sorted().first {
            throw WorkloadError(
                "the member '\(other)' would be left out; a line has prompt, messages or input, and max_tokens "
                    + "(what holds for all requests goes into --body)")
        }
        let given = ["prompt", "messages", "input"].filter { object[$0] != nil }
        guard given.count == 1 else {
            throw WorkloadError(
                "\(given.joined(separator: " and ")) exclude each other; leave out one of them")
        }
        let (owner, beside) =
            object["input"] == nil ? ("input", "instructions") : ("messages", "system")
        guard object[beside] == nil else {
            throw WorkloadError("'\(beside)' stands beside \(owner) alone")
        }
        guard object["system"] == nil || object["messages"] != nil else {
            throw WorkloadError("'system' stands beside messages alone")
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

    /// What only one API has: `input`, or `system` beside the messages.
    private static func members(_ object: [String: Any]) -> Prompt? {
        if let text = object["input"] as? String, object["instructions"] == nil {
            return .text(text)
        }
        let isOwn = object["input"] != nil || (object["system"] != nil && object["messages"] != nil)
        let prompt = object.filter { $0.key != "max_tokens" && !($0.value is NSNull) }
        guard isOwn,
            let data = try? JSONSerialization.data(
                withJSONObject: prompt, options: [.sortedKeys, .withoutEscapingSlashes])
        else { return nil }
        return .members(json: String(decoding: data, as: UTF8.self))
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
    /// Of the file.
    package var line = 0

    package init(_ prompt: Prompt, maxTokens: Int? = nil) {
        self.prompt = prompt
        self.maxTokens = maxTokens
    }
}
