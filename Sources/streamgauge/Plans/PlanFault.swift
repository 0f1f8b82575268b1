import ArgumentParser
import Foundation
import RunModel

/// Mistakes of a plan file in the file's own words: key, value, line, and what is allowed.
enum PlanFault {
    /// What the decoder could not read.
    static func error(_ error: DecodingError, in text: PlanText) -> ValidationError {
        let context: DecodingError.Context
        var expected: String?
        switch error {
        case .typeMismatch(let type, let given), .valueNotFound(let type, let given):
            context = given
            expected = words(type)
        case .keyNotFound(let missing, let given):
            let parent = given.codingPath.map { SnakeCase.encode($0.stringValue) }.joined(
                separator: ".")
            return text.fault(
                parent, "\(parent): the key '\(SnakeCase.encode(missing.stringValue))' is missing")
        case .dataCorrupted(let given): context = given
        @unknown default: return ValidationError("\(error)")
        }
        let names = context.codingPath.filter { $0.intValue == nil }
            .map { SnakeCase.encode($0.stringValue) }
        let key = names.joined(separator: ".")
        let value = text.value(of: key).map { "'\($0)'" } ?? "what stands there"
        if let allowed = allowedValues[names.suffix(2).joined(separator: ".")] {
            return text.fault(
                key, "\(key): \(value) is none of \(allowed.joined(separator: ", "))")
        }
        if context.debugDescription.contains("representable") { expected = words(Int.self) }
        return text.fault(
            key,
            expected.map { "\(key): \(value) is not \($0)" }
                ?? "\(key): \(context.debugDescription)")
    }

    /// A key that no plan has.
    static func unknown(_ key: String, among known: [String], in text: PlanText) -> ValidationError
    {
        let parent = key.split(separator: ".").dropLast().map { "\($0)." }.joined()
        let last = String(key.dropFirst(parent.count))
        guard !secretNames.contains(last.lowercased().filter { $0.isLetter }) else {
            return text.fault(
                key,
                "'\(key)': a key never stands in a plan; give it with OPENAI_API_KEY or "
                    + "--api-key-file, and under another header's name with --secret-header")
        }
        let nearest = NearestWord.to(last, among: known).map { "; did you mean '\(parent)\($0)'?" }
        let hint = nearest ?? "; there are \(known.sorted().joined(separator: ", "))"
        return text.fault(key, "there is no key '\(key)'\(hint)")
    }

    private static let secretNames: Set = [
        "apikey", "apikeys", "key", "token", "accesstoken", "authorization", "bearer", "secret",
        "password", "openaiapikey",
    ]

    /// A mistake that was found by the option's name, told by the key's where the file has it and no option was typed.
    static func explained(_ error: ValidationError, in text: PlanText) -> ValidationError {
        let message = error.message
        let option = String(message.prefix { $0 != " " && $0 != ":" })
        guard let key = keys[option], text.has(key),
            !CommandLine.arguments.contains(where: { $0 == option || $0.hasPrefix(option + "=") })
        else { return error }
        var rest = message.dropFirst(option.count)
        while let last = rest.last, last == "." { rest = rest.dropLast() }
        let value = text.value(of: key).map { "; it is '\($0)'" } ?? ""
        return text.fault(key, "\(key)\(rest)\(value) (option \(option))")
    }

    static func words(_ type: any Any.Type) -> String {
        switch type {
        case is Int.Type, is UInt64.Type, is Int64.Type: "a whole number"
        case is Double.Type: "a number"
        case is Bool.Type: "true or false"
        case is String.Type: "a text (put it in quotes)"
        case is [Any].Type: "a list"
        default: "a list or keys with values, as --print-plan writes them"
        }
    }

    private static let allowedValues: [String: [String]] = [
        "target.provider": Provider.allCases.map(\.rawValue),
        "target.api": APIName.allCases.map(\.rawValue),
        "request.modes": ModeChoice.allCases.map(\.rawValue),
        "request.prompts_format": PromptsFormat.allCases.map(\.rawValue),
        "load.arrival": ArrivalKind.allCases.map(\.rawValue),
        "record.chunks": ChunkPolicy.allCases.map(\.rawValue),
        "against.interleave": Interleave.allCases.map(\.rawValue),
    ]

    private static let keys: [String: String] = [
        "--concurrency": "load.concurrency", "--rate": "load.rate",
        "--burstiness": "load.burstiness", "--rounds": "load.rounds",
        "--requests": "load.requests", "--duration": "load.duration",
        "--warmup": "load.warmup_requests", "--max-streams": "load.max_streams",
        "--workers": "load.workers", "--max-tokens": "request.max_tokens",
        "--cap-events": "request.cap_events", "--display-speed": "display.tokens_per_second",
        "--base-url": "target.base_url", "--cacert": "connection.ca_file",
        "--source-address": "connection.source_address",
        "--header": "request.headers", "--body": "request.body",
        "--prompts": "request.prompts_file", "--replay": "load.replay",
        "--speed": "load.replay", "--from": "load.replay", "--to": "load.replay",
        "--loop": "load.replay", "--max-prompt-tokens": "request.max_prompt_tokens",
        "--tools": "request.tools_file",
        "--emulator-ttft": "target.emulator.time_to_first_token_milliseconds",
        "--emulator-gap": "target.emulator.gap_milliseconds",
        "--emulator-tokens": "target.emulator.output_tokens",
        "--emulator-engine": "target.emulator.engine",
        "--emulator-tokenizer": "target.emulator.tokenizer",
        "--turns": "conversations.turns", "--think-time": "conversations.think_time",
        "--novel-twins": "conversations.has_novel_twins",
        "--shared-prefix": "request.prefix", "--prefix-groups": "request.prefix",
        "--session-header": "request.session_header",
        "--price": "price", "--requests-per-day": "price.requests_per_day",
        "--max-cost": "load.max_cost", "--max-total-tokens": "load.max_total_tokens",
        "--exact-input": "request.exact_input", "--exact-output": "request.exact_output",
        "--emulator-like": "target.emulator.like",
        "--emulator-fault": "target.emulator.fault",
    ]
}
