internal import Foundation
internal import RunModel

/// What a plan asks for, item by item.
extension RunProfile {
    /// What two runs must share: the same questions, asked as often at a time and in the same way.
    private static let workKeys = [
        "request.model", "request.modes", "request.prompt",
        "request.input_tokens", "request.output_tokens", "request.max_tokens",
        "request.temperature", "request.body", "request.asks_for_usage", "request.cap_events",
        "request.tool_choice", "request.think_tags", "request.exact_input", "request.exact_output",
        "request.max_prompt_tokens", "request.prefix", "request.mix", "request.abandon",
        "request.media", "load.replay", "conversations",
        "load.concurrency", "load.rate", "load.arrival", "load.burstiness", "load.tier",
        "load.warmup_requests", "load.warmup_duration", "load.ramp", "load.objectives",
        "connection.is_fresh", "connection.uses_http2", "connection.asks_for_compression", "seed",
        "limits",
    ]

    /// Of a limits run, what is looked for; how far it goes and what is stated does not change what is there.
    private static let limitsKeys = ["limits.window", "limits.probes"]
    /// What a limits run's own plan says of it already.
    private static let keysBesideLimits = [
        "limits", "load.concurrency", "load.rate", "load.objectives", "load.tier",
    ]

    static let digestKey = "prompts_digest"
    private static let seedKey = "seed"
    private static let emulatorKey = "is_emulated"

    /// Whether the emulator was measured, and no API.
    package var isEmulated: Bool { circumstances.contains { $0.key == Self.emulatorKey } }

    private static let circumstanceKeys = [
        "name", "load.requests", "load.duration", "load.rounds", "load.max_streams",
        "load.workers", "timeouts", "target.base_url", "target.other_base_urls",
        "target.unix_socket", "target.emulator", "connection.source_address",
        "connection.other_source_addresses", "request.prompts_file", "request.prompts_format",
        "request.tools_file", "target.api", "target.provider",
        "request.headers", "request.session_header", "connection.ca_file", "connection.is_insecure",
    ]

    /// What must be alike, and what is told where it differs.
    static func items(
        of manifest: RunManifest, isOtherSide: Bool
    ) -> (work: [PlanItem], circumstances: [PlanItem]) {
        let own = (isOtherSide ? manifest.plan.otherSide : nil) ?? manifest.plan
        let plan = PlanTree(own)
        var keys = workKeys
        // A closed loop has no arrivals, and synthetic prompts are no part of others.
        if !manifest.plan.load.isOpenLoop {
            keys.removeAll { ["load.arrival", "load.burstiness"].contains($0) }
        } else {
            keys.removeAll { $0 == "load.concurrency" }
        }
        let isOfLimits = manifest.plan.limits != nil
        if isOfLimits {
            keys.removeAll(where: keysBesideLimits.contains)
            keys += limitsKeys
        }
        let request = manifest.plan.request
        if request.prompt != nil || request.promptsFile != nil {
            keys.removeAll { $0 == "request.input_tokens" }
        }
        var work = keys.map { PlanItem(key: $0, value: plan[$0]) }
        var circumstances = circumstanceKeys.flatMap { plan.leaves(at: $0) }
        if isOfLimits {
            circumstances += plan.leaves(at: "limits").filter { !limitsKeys.contains($0.key) }
        }
        // Runs that drew their seeds from one plan's did the work of that plan.
        if let origin = manifest.seedDerivedFrom,
            let place = work.firstIndex(where: { $0.key == seedKey })
        {
            circumstances.append(PlanItem(key: "seed_of_run", value: work[place].value))
            work[place].value = String(origin)
        }
        work.append(PlanItem(key: digestKey, value: manifest.promptsDigest ?? "null"))
        let major = manifest.version.prefix { $0 != "." }
        work.append(PlanItem(key: "major_version", value: String(major)))
        let endpoint = isOtherSide ? manifest.againstEndpoint : manifest.endpoint
        circumstances.append(PlanItem(key: "endpoint", value: endpoint ?? ""))
        if manifest.isEmulated == true {
            circumstances.append(PlanItem(key: emulatorKey, value: "true"))
        }
        circumstances.append(PlanItem(key: "version", value: manifest.version))
        circumstances.append(PlanItem(key: "host.cores", value: String(manifest.host.cores)))
        circumstances.append(PlanItem(key: "host.kernel", value: manifest.host.kernel))
        return (work, circumstances)
    }
}

/// A plan as the tree that files have it in.
private struct PlanTree {
    private let root: [String: Any]

    private static let mostBytes = 300
    private static let shownCharacters = 100

    init(_ plan: RunPlan) {
        let data = (try? SnakeCase.encoder().encode(plan)) ?? Data()
        root = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
    }

    /// What lies at a path, member by member where it is an object.
    func leaves(at path: String) -> [RunProfile.PlanItem] {
        guard let members = value(at: path) as? [String: Any] else {
            return [RunProfile.PlanItem(key: path, value: self[path])]
        }
        return members.keys.sorted().flatMap { leaves(at: "\(path).\($0)") }
    }

    private func value(at path: String) -> Any? {
        var value: Any? = root
        for key in path.split(separator: ".") {
            value = (value as? [String: Any])?[String(key)]
        }
        return value
    }

    /// The value at a path as JSON; `null` where there is none. Of a digested one, and of one that is long, what tells
    /// it from others.
    subscript(path: String, isDigested isDigested: Bool = false) -> String {
        guard let value = value(at: path), !(value is NSNull),
            let data = try? JSONSerialization.data(
                withJSONObject: value,
                options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
        else { return "null" }
        let text = String(decoding: data, as: UTF8.self)
        // A prompt may be a book; whether it is the same one is what matters.
        let digest = "(\(data.count) bytes, \(ContentDigest(data).text))"
        if isDigested { return digest }
        guard data.count > Self.mostBytes else { return text }
        return "\(text.prefix(Self.shownCharacters))… \(digest)"
    }
}
