import Foundation
import Wire

/// The facts of an event of Responses or Messages as Foundation's JSON reader has them, from a tree.
enum ReferenceEvents {
    /// Nil where Foundation cannot be asked, or where the event is none of the API's own.
    static func facts(of bytes: [UInt8], in api: API) -> ChunkFacts? {
        // What it says of the bytes as of a chunk is only whether they can be looked at.
        guard ReferenceFacts.facts(of: bytes)?.isJSON == true,
            let json = try? JSONSerialization.jsonObject(
                with: Data(String(decoding: bytes, as: UTF8.self).utf8),
                options: [.fragmentsAllowed]),
            let event = json as? [String: Any], let type = event["type"] as? String
        else { return nil }
        return api == .responses ? responses(event, type) : messages(event, type)
    }

    private static func silent() -> ChunkFacts {
        var facts = ChunkFacts()
        facts.isJSON = true
        facts.choiceCount = 0
        return facts
    }

    private static func report(_ kinds: [(ChunkOutput, Bool)], in facts: inout ChunkFacts) {
        facts.choiceCount = 1
        guard let output = kinds.filter({ $0.1 }).map({ $0.0 }).min() else { return }
        facts.output = output
        facts.outputBytes = 1
        facts.choicesWithOutput = ChoiceSet(index: 0)
        facts.hasAnswerText = kinds.contains { $0.0 == .content && $0.1 }
        facts.hasReasoning = kinds.contains { $0.0 == .reasoning && $0.1 }
        facts.hasCall = kinds.contains { $0.0 == .toolCall && $0.1 }
    }

    private static func finish(_ reason: ChunkFinishReason, in facts: inout ChunkFacts) {
        facts.finishReason = reason
        facts.choicesFinished = ChoiceSet(index: 0)
    }

    private static func reason(_ value: Any?) -> ChunkFinishReason? {
        guard let name = value as? String, !name.isEmpty else { return nil }
        return ReferenceFacts.finishReasons[name] ?? .other
    }

    // MARK: Responses

    private static let deltas: [String: ChunkOutput] = [
        "output_text": .content, "refusal": .refusal, "reasoning_text": .reasoning,
        "reasoning_summary_text": .reasoning, "function_call_arguments": .toolCall,
        "custom_tool_call_input": .toolCall, "audio": .audio, "audio.transcript": .audio,
        "mcp_call_arguments": .toolCall, "code_interpreter_call_code": .toolCall,
        "reasoning": .reasoning, "reasoning_summary": .reasoning, "mcp_call.arguments": .toolCall,
    ]

    private static func responses(_ event: [String: Any], _ type: String) -> ChunkFacts? {
        guard type.hasPrefix("response.") || type == "error" else { return nil }
        var facts = silent()
        let name = type.hasPrefix("response.") ? String(type.dropFirst(9)) : type
        if name.hasSuffix(".delta"), let kind = deltas[String(name.dropLast(6))] {
            report([(kind, ReferenceFacts.hasText(event["delta"]))], in: &facts)
            return facts
        }
        switch name {
        case "output_item.added":
            guard let item = event["item"] as? [String: Any] else { break }
            facts.hasRole = ReferenceFacts.hasText(item["role"])
            let calls = ["function_call", "custom_tool_call", "mcp_call"]
            guard calls.contains(item["type"] as? String ?? "") else { break }
            let isSaid =
                ReferenceFacts.hasText(item["name"]) || ReferenceFacts.hasJSON(item["arguments"])
                || ReferenceFacts.hasJSON(item["input"])
            report([(.toolCall, isSaid)], in: &facts)
        case "completed", "incomplete", "cancelled", "failed":
            facts.isEnd = true
            let answer = event["response"] as? [String: Any] ?? [:]
            facts.usage = (answer["usage"] as? [String: Any]).map(ReferenceFacts.usage)
            // Errors in an answer are looked at by hand.
            if answer["error"] != nil { return nil }
            if name == "failed" {
                facts.error = ChunkError()
            } else {
                finish(endReason(answer) ?? .stop, in: &facts)
            }
        case "error": facts.error = ChunkError()
        default: break
        }
        return facts
    }

    private static func endReason(_ answer: [String: Any]) -> ChunkFinishReason? {
        let details = answer["incomplete_details"] as? [String: Any]
        if let told = reason(details?["reason"]) { return told }
        let status = answer["status"] as? String
        return status == "in_progress" || status == "queued" ? nil : reason(status)
    }

    // MARK: Messages

    private static func messages(_ event: [String: Any], _ type: String) -> ChunkFacts? {
        var facts = silent()
        switch type {
        case "content_block_delta", "content_block_start":
            guard let part = part(of: event) else { break }
            report(kinds(part), in: &facts)
        case "message_start":
            guard let message = event["message"] as? [String: Any] else { break }
            facts.hasRole = ReferenceFacts.hasText(message["role"])
            facts.usage = (message["usage"] as? [String: Any]).map(usage)
        case "message_delta":
            facts.usage = (event["usage"] as? [String: Any]).map(usage)
            let delta = event["delta"] as? [String: Any]
            if let reason = reason(delta?["stop_reason"]) { finish(reason, in: &facts) }
        case "message_stop": facts.isEnd = true
        case "error": facts.error = ChunkError()
        case "content_block_stop": break
        case "ping":
            var blank = ChunkFacts()
            blank.isBlank = true
            return blank
        default: return nil
        }
        return facts
    }

    private static func part(of event: [String: Any]) -> [String: Any]? {
        event["delta"] as? [String: Any] ?? event["content_block"] as? [String: Any]
    }

    private static func kinds(_ part: [String: Any]) -> [(ChunkOutput, Bool)] {
        let type = part["type"] as? String ?? ""
        let isTool = ["tool_use", "server_tool_use", "mcp_tool_use"].contains(type)
        let isCall =
            isTool
            && (ReferenceFacts.hasText(part["name"]) || ReferenceFacts.hasJSON(part["input"]))
        let isHidden = type == "redacted_thinking" && ReferenceFacts.hasText(part["data"])
        return [
            (.content, ReferenceFacts.hasText(part["text"])),
            (.reasoning, ReferenceFacts.hasText(part["thinking"]) || isHidden),
            (.toolCall, ReferenceFacts.hasText(part["partial_json"]) || isCall),
        ]
    }

    private static func usage(_ usage: [String: Any]) -> ChunkUsage {
        var found = ReferenceFacts.usage(usage)
        guard let input = found.promptTokens else { return found }
        found.promptTokens =
            input + (found.cachedTokens ?? 0) + (found.cacheWrittenTokens ?? 0)
        return found
    }
}
