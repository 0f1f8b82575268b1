import Foundation
import Wire

/// The facts of a chunk as Foundation's JSON reader has them, from a tree.
enum ReferenceFacts {
    /// Nil where Foundation and the grammar of JSON differ, so that it cannot be asked: half
    /// surrogates, numbers a Double cannot hold, `-0`, a comma before a closing bracket, byte order
    /// marks (it drops one that begins a string), and bytes it takes for UTF-16 or UTF-32.
    static func facts(of bytes: [UInt8]) -> ChunkFacts? {
        let text = String(decoding: bytes, as: UTF8.self)
        let repaired = Array(text.utf8)
        func holds(_ part: String) -> Bool { repaired.firstRange(of: Array(part.utf8)) != nil }
        guard !holds("\\ud"), !holds("\\uD"), !holds("-0"), !holds("\u{FEFF}"),
            !bytes.prefix(4).contains(0), !hasVastNumber(bytes), !hasDeepNesting(bytes),
            !hasTrailingComma(bytes)
        else { return nil }
        let parsed = try? JSONSerialization.jsonObject(
            with: Data(text.utf8), options: [.fragmentsAllowed])
        guard let parsed else { return ChunkFacts() }
        return facts(of: parsed)
    }

    /// The facts without what Foundation forgets: bytes of escaped strings, and places.
    static func comparable(_ facts: ChunkFacts) -> ChunkFacts {
        var comparable = facts
        comparable.outputBytes = min(facts.outputBytes, 1)
        if facts.error != nil { comparable.error = ChunkError() }
        return comparable
    }

    /// Whether there are sixteen digits in a row, or three in an exponent.
    private static func hasVastNumber(_ bytes: [UInt8]) -> Bool {
        var digits = 0
        var limit = 16
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                if digits == limit { return true }
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                digits = 0
            default:
                digits = 0
                limit = byte | 0x20 == UInt8(ascii: "e") ? 3 : 16
            }
        }
        return false
    }

    private static func hasTrailingComma(_ bytes: [UInt8]) -> Bool {
        var last: UInt8 = 0
        for byte in bytes where byte > 0x20 {
            if last == UInt8(ascii: ","), "]}".utf8.contains(byte) { return true }
            last = byte
        }
        return false
    }

    private static func hasDeepNesting(_ bytes: [UInt8]) -> Bool {
        bytes.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } > 400
    }

    private static func facts(of json: Any) -> ChunkFacts {
        var facts = ChunkFacts()
        facts.isJSON = true
        guard let object = json as? [String: Any] else { return facts }
        if let usage = object["usage"] as? [String: Any] {
            let details = usage["completion_tokens_details"] as? [String: Any]
            facts.usage = ChunkUsage()
            facts.usage?.promptTokens = count(usage["prompt_tokens"])
            facts.usage?.completionTokens = count(usage["completion_tokens"])
            facts.usage?.reasoningTokens = count(details?["reasoning_tokens"])
        }
        if object["error"] is [String: Any] || object["error"] is String {
            facts.error = ChunkError()
        }
        guard let choices = object["choices"] as? [Any] else { return facts }
        facts.choiceCount = choices.count
        for case let choice as [String: Any] in choices { add(choice, to: &facts) }
        facts.outputBytes = facts.output == nil ? 0 : 1
        return facts
    }

    private static func add(_ choice: [String: Any], to facts: inout ChunkFacts) {
        if let reason = choice["finish_reason"] as? String, !reason.isEmpty {
            facts.finishReason = finishReasons[reason] ?? .other
        }
        for name in ["delta", "message"] {
            guard let delta = choice[name] as? [String: Any] else { continue }
            facts.hasRole = facts.hasRole || hasText(delta["role"])
            let parts = (delta["content"] as? [Any] ?? []).compactMap { $0 as? [String: Any] }
            let calls = (delta["tool_calls"] as? [Any] ?? []).compactMap { $0 as? [String: Any] }
            let functions = calls.map { $0["function"] } + [delta["function_call"]]
            let hasContent = hasText(delta["content"]) || parts.contains { hasText($0["text"]) }
            facts.hasAnswerText = facts.hasAnswerText || hasContent
            let kinds: [(ChunkOutput, Bool)] = [
                (.content, hasContent),
                (.reasoning, hasText(delta["reasoning"]) || hasText(delta["reasoning_content"])),
                (.refusal, hasText(delta["refusal"]) || parts.contains { hasText($0["refusal"]) }),
                (.toolCall, functions.contains { hasEither("name", "arguments", in: $0) }),
                (.audio, hasEither("data", "transcript", in: delta["audio"])),
            ]
            let found = kinds.filter { $0.1 }.map { $0.0 } + [facts.output].compactMap { $0 }
            facts.output = found.min()
        }
    }

    private static let finishReasons: [String: ChunkFinishReason] = [
        "stop": .stop, "length": .length, "tool_calls": .toolCalls,
        "function_call": .functionCall, "content_filter": .contentFilter,
    ]

    private static func hasText(_ value: Any?) -> Bool {
        (value as? String).map { !$0.isEmpty } ?? false
    }

    private static func hasEither(_ first: String, _ second: String, in value: Any?) -> Bool {
        guard let object = value as? [String: Any] else { return false }
        return hasText(object[first]) || hasText(object[second])
    }

    /// A number written without point or exponent, which Foundation keeps as an integer, that is
    /// neither negative nor a Boolean.
    private static func count(_ value: Any?) -> Int64? {
        guard let number = value as? NSNumber,
            ["i", "q"].contains(String(cString: number.objCType)),
            number.int64Value >= 0
        else { return nil }
        return number.int64Value
    }
}
