import ArgumentParser
import Foundation
import RecordStore
import RunModel
import Yams

/// Plans as YAML: snake_case keys, and a missing key takes its default.
enum PlanFile {
    /// A plan with what its file says beside it.
    struct Given {
        let plan: RunPlan
        /// The first key that speaks of a target without naming it.
        let targetHint: String?
    }

    /// The text of a plan file, or of standard input for `-`.
    ///
    /// - Throws: `ValidationError` naming the file and what is wrong with it; never what may be a key that somebody
    ///   gave in the wrong place.
    static func text(at path: String) throws -> PlanText {
        guard path == "-" || path.hasSuffix(".yaml") || path.hasSuffix(".yml") else {
            throw StrayArgument.error(path)
        }
        guard let text = StandardInput.text(of: path) else {
            throw ValidationError(
                "Cannot read the plan '\(path)'; check the path and its rights, or write a plan with "
                    + "'streamgauge init'.")
        }
        return try PlanText(text, path: path)
    }

    /// A key that is missing in the file is taken from `defaults`.
    ///
    /// - Throws: `ValidationError` naming the file, the line, and the key that is unknown or wrong.
    static func read(_ path: String, defaults: RunPlan = RunPlan()) throws -> Given {
        let text = try text(at: path)
        let given = text.members
        var known = defaults
        if given["against"] != nil {
            // What its part of the file does not say of side B is as side A has it.
            let sideA = try plan(
                given.filter { $0.key != "against" }, text, defaults: defaults)
            var against = AgainstPlan()
            against.model = sideA.request.model
            against.connection = sideA.connection
            against.target.api = sideA.target.api
            against.target.provider = sideA.target.provider
            known.against = against
        }
        let plan = try plan(given, text, defaults: known)
        // What the plan does not know is not there when it is written again.
        let written = try dictionary(plan)
        let strangers = keys(of: given, missingIn: written, path: "")
        if let unknown = strangers.min(by: { text.line(of: $0) < text.line(of: $1) }) {
            let names = try members(beside: unknown, written)
            throw PlanFault.unknown(unknown, among: names, in: text)
        }
        try refuseContradictions(text)
        let hint = targetKeys.first { value(at: $0, in: given) != nil }
        return Given(plan: plan, targetHint: hint.map { "The plan's \($0)" })
    }

    /// The keys that may stand where `key` does, optional ones that nobody gave among them.
    private static func members(beside key: String, _ written: [String: Any]) throws -> [String] {
        let parent = key.split(separator: ".").dropLast().joined(separator: ".")
        let there = parent.isEmpty ? written : value(at: parent, in: written) as? [String: Any]
        return Array(Set((there ?? [:]).keys).union(optionalKeys[parent] ?? []))
    }

    /// Keys that a plan has only where somebody gives them.
    private static let optionalKeys = [
        "": ["judging", "against", "price", "conversations"],
        "target": ["base_url", "other_base_urls", "unix_socket", "is_emulated", "api", "provider"],
        "target.emulator": ["fault", "engine", "like", "tokenizer"],
        "request": [
            "prompt", "prompts_file", "output_tokens", "max_tokens", "temperature",
            "secret_headers", "body", "cap_events", "request_id_header", "tools_file",
            "tool_choice", "think_tags", "prompts_format", "max_prompt_tokens", "exact_input",
            "exact_output", "prefix", "session_header",
        ],
        "request.prefix": ["groups"],
        "conversations": ["think_time", "scripts_answers", "has_novel_twins"],
        "load": [
            "rate", "arrival_seed", "requests", "duration", "warmup_requests", "warmup_duration",
            "ramp", "objectives", "max_streams", "tier", "workers", "max_pause", "max_memory",
            "keeps_going", "replay", "max_cost", "max_total_tokens",
        ],
        "load.replay": ["speed", "from", "to", "loop"],
        "record": ["energy", "network_probe", "server_metrics", "server_metrics_every"],
        "price": ["cached", "requests_per_day"],
        "connection": ["ca_file", "source_address", "other_source_addresses"],
    ]

    /// Keys that speak of a target without naming it.
    private static let targetKeys = [
        "target.unix_socket", "request.model", "request.secret_headers", "connection.ca_file",
    ]

    /// - Throws: `ValidationError` where the file asks for two things of which one would be left out.
    private static func refuseContradictions(_ text: PlanText) throws {
        func has(_ key: String) -> Bool { value(at: key, in: text.members) != nil }
        if has("load.rate"), has("load.concurrency") {
            throw text.fault(
                "load.rate",
                "load.rate (open loop) and load.concurrency (closed loop) exclude each other; leave out one "
                    + "of them")
        }
    }

    /// Nil where the key is missing or null.
    private static func value(at key: String, in given: [String: Any]) -> Any? {
        let found = key.split(separator: ".").reduce(given as Any?) { value, name in
            (value as? [String: Any])?[String(name)]
        }
        return found is NSNull ? nil : found
    }

    private static func plan(
        _ given: [String: Any], _ text: PlanText, defaults: RunPlan
    ) throws -> RunPlan {
        let merged = overlay(given, on: try dictionary(defaults))
        do {
            let data = try JSONSerialization.data(withJSONObject: merged)
            return try SnakeCase.decoder().decode(RunPlan.self, from: data)
        } catch let error as DecodingError {
            throw PlanFault.error(error, in: text)
        }
    }

    static func text(_ plan: RunPlan) throws -> String {
        // JSON is YAML; what changes is the form.
        guard var node = try Yams.compose(yaml: json(plan)) else { return "" }
        // An open loop has none, and says so when it is read again.
        if plan.load.isOpenLoop, let load = node.mapping?["load"]?.mapping {
            let pairs = load.filter { $0.key.string != "concurrency" }.map { ($0.key, $0.value) }
            node["load"] = .mapping(Node.Mapping(pairs))
        }
        return try Yams.serialize(node: block(node), width: 100)
    }

    /// The same value in lines and without needless quotes; numbers stay as they were written.
    private static func block(_ node: Node) throws -> Node {
        switch node {
        case .mapping(let mapping):
            let pairs = try mapping.map { (try block($0.key), try block($0.value)) }
            return .mapping(Node.Mapping(pairs, .implicit, .block))
        case .sequence(let sequence):
            return .sequence(Node.Sequence(try sequence.map(block)))
        case .scalar(let scalar) where scalar.style == .doubleQuoted:
            return try scalar.string.represented()
        default:
            return node
        }
    }

    private static func json(_ plan: RunPlan) throws -> String {
        String(decoding: try SnakeCase.encoder().encode(plan), as: UTF8.self)
    }

    private static func dictionary(_ plan: RunPlan) throws -> [String: Any] {
        try members(ofYAML: json(plan)) ?? [:]
    }

    /// Nil where the text is no mapping.
    static func members(ofYAML text: String) throws -> [String: Any]? {
        try Yams.load(yaml: text, .default, constructor) as? [String: Any]
    }

    /// Yams alone would read a seed beyond Int as text, and a name such as `2026-11-27` as a point in time,
    /// which JSON has not, and for which Foundation asks ICU's data (docs/decisions/binary-size.md).
    static var constructor: Constructor {
        var scalars = Constructor.defaultScalarMap
        scalars[.int] = { Int.construct(from: $0) ?? UInt64.construct(from: $0) }
        scalars[.timestamp] = { $0.string }
        return Constructor(scalars)
    }

    private static func overlay(_ top: [String: Any], on base: [String: Any]) -> [String: Any] {
        base.merging(top) { below, above in
            guard let below = below as? [String: Any], let above = above as? [String: Any] else {
                return above
            }
            return overlay(above, on: below)
        }
    }

    private static func keys(
        of given: [String: Any], missingIn known: [String: Any], path: String
    ) -> [String] {
        given.filter { !($0.value is NSNull) }.flatMap { key, value -> [String] in
            guard let there = known[key] else { return [path + key] }
            guard let inner = value as? [String: Any], let there = there as? [String: Any] else {
                return []
            }
            return keys(of: inner, missingIn: there, path: path + key + ".")
        }
    }
}
