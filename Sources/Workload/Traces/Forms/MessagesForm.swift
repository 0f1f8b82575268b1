internal import Foundation
internal import RunModel

/// A line a prompt: a string, `{"prompt": …}`, `{"messages": […]}`, a bare `messages` array, `{"input": …}` with
/// `instructions` as Responses has it, or `messages` with `system` as Messages has it. An object may also bound its answer with
/// `max_tokens`.
struct MessagesForm: RowForm {
    func rows(of record: Span<UInt8>, textOf place: Int?) throws(RowFault) -> [TraceRow] {
        let value = Self.value(record)
        if let text = value as? String { return [TraceRow(.prompt(.text(text)))] }
        guard let object = value as? [String: Any] else {
            guard let prompt = Self.messages(value) else { throw Self.noPrompt }
            return [TraceRow(.prompt(.messages(json: prompt)))]
        }
        var row = TraceRow(.prompt(try Self.prompt(object)))
        row.outputTokens = try Self.maxTokens(object["max_tokens"])
        return [row]
    }

    private static let known: Set = [
        "prompt", "messages", "system", "input", "instructions", "max_tokens",
    ]

    private static func prompt(_ object: [String: Any]) throws(RowFault) -> Prompt {
        let text = (object["prompt"] as? String).map { Prompt.text($0) }
        let messages = messages(object["messages"]).map { Prompt.messages(json: $0) }
        guard let prompt = text ?? members(object) ?? messages else { throw noPrompt }
        if let other = object.keys.filter({ !known.contains($0) }).sorted().first {
            throw RowFault(
                "the member '\(other)' would be left out; a line has prompt, messages or input, and max_tokens "
                    + "(what holds for all requests goes into --body)")
        }
        let given = ["prompt", "messages", "input"].filter { object[$0] != nil }
        guard given.count == 1 else {
            throw RowFault(
                "\(given.joined(separator: " and ")) exclude each other; leave out one of them")
        }
        let (owner, beside) =
            object["input"] == nil ? ("input", "instructions") : ("messages", "system")
        guard object[beside] == nil else {
            throw RowFault("'\(beside)' stands beside \(owner) alone")
        }
        guard object["system"] == nil || object["messages"] != nil else {
            throw RowFault("'system' stands beside messages alone")
        }
        return prompt
    }

    private static let noPrompt = RowFault(
        "not a prompt; write a JSON string, {\"prompt\": …} or a messages array")

    private static func maxTokens(_ value: Any?) throws(RowFault) -> Int? {
        guard let value, !(value is NSNull) else { return nil }
        guard let number = value as? Double, number >= 1, number <= 1e9, number == number.rounded()
        else { throw RowFault("max_tokens takes a whole number from 1, such as 256") }
        return Int(number)
    }

    /// What only one API has: `input`, or `system` beside the messages.
    private static func members(_ object: [String: Any]) -> Prompt? {
        if let text = object["input"] as? String, object["instructions"] == nil {
            return .text(text)
        }
        let isOwn = object["input"] != nil || (object["system"] != nil && object["messages"] != nil)
        let prompt = object.filter { $0.key != "max_tokens" && !($0.value is NSNull) }
        guard isOwn else { return nil }
        return SortedJSON.text(prompt).map { .members(json: $0) }
    }

    private static func messages(_ value: Any?) -> String? {
        guard let list = value as? [[String: Any]], !list.isEmpty,
            list.allSatisfy({ $0["role"] is String })
        else { return nil }
        return SortedJSON.text(list)
    }

    /// A `messages` array as JSON of one form; nil where the bytes are none.
    static func messages(_ record: Span<UInt8>) -> String? { messages(value(record)) }

    /// Nil where the bytes are no JSON.
    static func value(_ record: Span<UInt8>) -> Any? {
        // The copy outlives the closure, the pointer does not.
        let data = record.withUnsafeBytes { Data($0) }
        return try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    }
}
