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
        guard !holds("\\ud"), !holds("\\uD"), !holds("-0"), !holds("\u{FEFF}"), !holds("NaN"),
            !holds("Infinity"),
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
        comparable.finishReasonName = nil
        // Looked at by hand.
        comparable.repeated = nil
        comparable.isCallBegun = false
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
            facts.usage = self.usage(usage)
        }
        if isError(object) { facts.error = ChunkError() }
        guard let choices = object["choices"] as? [Any] else { return facts }
        facts.choiceCount = choices.count
        for case let choice as [String: Any] in choices { add(choice, to: &facts) }
        facts.outputBytes = facts.output == nil ? 0 : 1
        return facts
    }

    /// Counts under the names of chat, and under those of the later APIs.
    static func usage(_ usage: [String: Any]) -> ChunkUsage {
        func detail(_ name: String, _ inner: String) -> Int64? {
            count((usage[name] as? [String: Any])?[inner])
        }
        var found = ChunkUsage()
        found.promptTokens = count(usage["prompt_tokens"]) ?? count(usage["input_tokens"])
        found.completionTokens =
            count(usage["completion_tokens"]) ?? count(usage["output_tokens"])
        found.reasoningTokens =
            detail("completion_tokens_details", "reasoning_tokens")
            ?? detail("output_tokens_details", "reasoning_tokens")
        found.cachedTokens =
            detail("prompt_tokens_details", "cached_tokens")
            ?? detail("input_tokens_details", "cached_tokens")
            ?? count(usage["cache_read_input_tokens"])
        found.cacheWrittenTokens = count(usage["cache_creation_input_tokens"])
        return found
    }

    /// What says nothing is none beside choices.
    static func isError(_ object: [String: Any]) -> Bool {
        let hasChoices = (object["choices"] as? [Any])?.isEmpty == false
        let error = object["error"]
        if let object = error as? [String: Any], saysNone(object) { return false }
        guard let members = error as? [String: Any] else {
            if error is String { return hasText(error) && !isFine(error) }
            if hasChoices { return false }
            if isNumber(error) { return isCode(error) }
            return isBool(error) ? (error as? NSNumber) == 1 : hasWords(error) && !isFine(error)
        }
        return members.contains { name, value in
            switch name {
            case "type", "code": (hasText(value) || isNumber(value)) && !isFine(value)
            case "message": hasWords(value)
            // Under names of its own it says something, but not beside an answer.
            default: hasWords(value) && !hasChoices
            }
        }
    }

    /// A number from 400 on, or below 0.
    private static func isCode(_ value: Any?) -> Bool {
        guard let number = value as? NSNumber,
            ["i", "q"].contains(String(cString: number.objCType))
        else { return false }
        let digits = String(abs(number.int64Value))
        let isTwoHundred = digits.first == "2" && digits.dropFirst().allSatisfy { $0 == "0" }
        return number.int64Value < 0 || (number.int64Value >= 400 && !isTwoHundred)
    }

    /// A code that all is well, words that say the same, and nothing else.
    private static func saysNone(_ error: [String: Any]) -> Bool {
        guard let message = error["message"] as? String, !message.isEmpty, isFine(message),
            let code = error["code"], isFine(code), code as? String != "",
            !hasText(error["type"]), !isNumber(error["type"])
        else { return false }
        return !error.contains {
            !["message", "code", "type"].contains($0.key) && hasWords($0.value)
        }
    }

    private static func hasWords(_ value: Any?) -> Bool { hasJSON(value) || isNumber(value) }

    private static func isFine(_ value: Any?) -> Bool {
        if let number = value as? NSNumber, isNumber(value) { return number == 0 || number == 200 }
        let words = [
            "", "0", "00", "0.0", "200", "none", "success", "succeeded", "completed", "no", "ok",
            "null",
            "n/a", "no error", "no_error", "false", "undefined",
        ]
        guard let word = (value as? String)?.lowercased() else { return false }
        return words.contains(word.hasSuffix(".") ? String(word.dropLast()) : word)
    }

    private static func isBool(_ value: Any?) -> Bool { value is NSNumber && !isNumber(value) }

    private static func isNumber(_ value: Any?) -> Bool {
        guard let number = value as? NSNumber else { return false }
        return ["i", "q", "d", "Q"].contains(String(cString: number.objCType))
    }

    private static func add(_ choice: [String: Any], to facts: inout ChunkFacts) {
        if let reason = choice["finish_reason"] as? String, !reason.isEmpty {
            facts.finishReason = finishReasons[reason] ?? .other
        }
        let place = ChoiceSet(index: count(choice["index"]) ?? 0)
        if let reason = choice["finish_reason"] as? String, !reason.isEmpty {
            facts.choicesFinished.insert(place)
        }
        guard let delta = choice["delta"] as? [String: Any] ?? choice["message"] as? [String: Any]
        else { return }
        facts.hasRole = facts.hasRole || hasText(delta["role"])
        let parts = objects(delta["content"])
        let thoughts = parts.map { isThinking($0) }
        let hasContent =
            strings(delta["content"])
            || zip(parts, thoughts).contains { !$1 && hasText($0["text"]) }
        let isReasoning =
            ["reasoning", "reasoning_content"].contains { strings(delta[$0]) }
            || ["reasoning", "reasoning_content", "reasoning_details"].contains {
                objects(delta[$0]).contains(where: isThought)
            }
            || zip(parts, thoughts).contains { $1 && hasText($0["text"]) }
            || parts.contains { part in
                strings(part["thinking"]) || objects(part["thinking"]).contains(where: isThought)
            }
        let calls = objects(delta["tool_calls"])
        let functions =
            calls.flatMap { objects($0["function"]) } + objects(delta["function_call"])
        let customs = calls.flatMap { objects($0["custom"]) }
        facts.hasAnswerText = facts.hasAnswerText || hasContent
        facts.hasReasoning = facts.hasReasoning || isReasoning
        let kinds: [(ChunkOutput, Bool)] = [
            (.content, hasContent), (.reasoning, isReasoning),
            (.refusal, hasText(delta["refusal"]) || parts.contains { hasText($0["refusal"]) }),
            (
                .toolCall,
                (functions + calls).contains {
                    hasText($0["name"]) || hasJSON($0["arguments"])
                } || calls.contains { hasJSON($0["input"]) }
                    || customs.contains { hasText($0["name"]) || hasJSON($0["input"]) }
            ),
            (
                .audio,
                strings(delta["audio"])
                    || objects(delta["audio"]).contains {
                        hasText($0["data"]) || hasText($0["transcript"])
                    }
            ),
            (
                .image,
                strings(delta["images"]) || objects(delta["images"]).contains(where: isPicture)
            ),
        ]
        if kinds.contains(where: \.1) {
            facts.choicesWithOutput.insert(place)
            facts.isWholeMessage = !(choice["delta"] is [String: Any])
        }
        let found = kinds.filter { $0.1 }.map { $0.0 } + [facts.output].compactMap { $0 }
        facts.hasCall = facts.hasCall || found.contains(.toolCall)
        facts.output = found.min()
    }

    private static func isThinking(_ part: [String: Any]) -> Bool {
        ["thinking", "reasoning"].contains(part["type"] as? String)
    }

    private static func isThought(_ object: [String: Any]) -> Bool {
        ["text", "thinking", "content", "data"].contains { hasText(object[$0]) }
            || strings(object["summary"])
            || objects(object["summary"]).contains { hasText($0["text"]) }
    }

    private static func isPicture(_ object: [String: Any]) -> Bool {
        ["url", "b64_json", "data"].contains { hasText(object[$0]) } || strings(object["image_url"])
            || objects(object["image_url"]).contains { hasText($0["url"]) }
    }

    /// The objects of a list, or the one in its place.
    static func objects(_ value: Any?) -> [[String: Any]] {
        (value as? [Any] ?? [value as Any]).compactMap { $0 as? [String: Any] }
    }

    /// Whether a text, or a list of such, says something.
    static func strings(_ value: Any?) -> Bool {
        (value as? [Any] ?? [value as Any]).contains { hasText($0) }
    }

    static func hasJSON(_ value: Any?) -> Bool {
        hasText(value) || (value as? [Any])?.isEmpty == false
            || (value as? [String: Any])?.isEmpty == false
    }

    static let finishReasons: [String: ChunkFinishReason] = [
        "stop": .stop, "length": .length, "tool_calls": .toolCalls,
        "function_call": .functionCall, "content_filter": .contentFilter,
        "end_turn": .stop, "stop_sequence": .stop, "completed": .stop, "max_tokens": .length,
        "model_context_window_exceeded": .length, "max_output_tokens": .length,
        "incomplete": .length, "tool_use": .toolCalls, "refusal": .refusal,
    ]

    static func hasText(_ value: Any?) -> Bool {
        (value as? String).map { !$0.isEmpty } ?? false
    }

    /// A whole number that is neither negative nor a Boolean, also in a string.
    static func count(_ value: Any?) -> Int64? {
        if let text = value as? String {
            return text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
        }
        guard let number = value as? NSNumber,
            ["i", "q"].contains(String(cString: number.objCType)),
            number.int64Value >= 0
        else { return nil }
        return number.int64Value
    }
}
