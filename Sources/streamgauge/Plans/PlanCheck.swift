import Analysis
import ArgumentParser
import Emulator
import Engine
import Foundation
import RunModel
import Statistics

/// Refuses plans that cannot mean anything, before anything starts; plan files and options alike.
enum PlanCheck {
    /// - Throws: `ValidationError` naming the option and what it takes.
    static func validate(_ plan: RunPlan) throws {
        if let against = plan.against { try validate(against, of: plan) }
        let load = plan.load
        try require(
            (1...1_000_000).contains(load.concurrency),
            "--concurrency takes a whole number from 1 to 1000000.")
        if let rate = load.rate {
            try require(
                rate.isFinite && rate > 0 && rate <= 1e6,
                "--rate takes requests a second above 0 and up to 1000000.")
        }
        try require(
            load.burstiness.isFinite && load.burstiness >= 0.01 && load.burstiness <= 1000,
            "--burstiness takes a number from 0.01 to 1000.")
        try require(load.rounds >= 1 && load.rounds <= 1000, "--rounds takes 1 to 1000.")
        let most = 1_000_000_000
        try require(
            (1...most).contains(load.requests ?? 1),
            "--requests takes a whole number from 1 to \(most).")
        try require(
            (0...most).contains(load.warmupRequests ?? 0),
            "--warmup takes a number from 0 to \(most).")
        try require(
            (load.duration?.duration ?? .seconds(1)) > .zero,
            "--duration takes a time above 0, such as 90s, 5m or 1h30m.")
        try require(
            (1...1_000_000).contains(load.maxStreams ?? 1),
            "--max-streams takes a whole number from 1 to 1000000.")
        if let most = load.maxStreams, !load.isOpenLoop {
            try require(
                load.concurrency <= most,
                "--concurrency \(load.concurrency) is more than --max-streams \(most); lower it.")
        }
        try require(
            (1...1024).contains(load.workers ?? 1), "--workers takes a whole number from 1 to 1024."
        )
        try require((plan.request.maxTokens ?? 1) >= 1, "--max-tokens takes a whole number from 1.")
        try require((plan.request.capEvents ?? 1) >= 1, "--cap-events takes a whole number from 1.")
        try require(
            plan.request.toolChoice == nil || plan.request.toolsFile != nil,
            "--tool-choice chooses among the tools of --tools; give these too.")
        _ = try SideRules(plan.judging)
        for tier in plan.tiers + [load.tier].compactMap({ $0 }) { try validate(tier) }
        if let tier = load.tier, let streams = tier.maxStreams, !load.isOpenLoop {
            try require(
                load.concurrency <= streams,
                "--concurrency \(load.concurrency) is more than the \(streams) streams of the tier "
                    + "'\(tier.name)'; lower it, or raise --max-streams.")
        }
        try validateReplay(plan)
        try validateConversations(plan)
        try validateWork(plan)
        try validateServerMetrics(plan)
        try validateCost(plan)
        try validateLengths(plan.request, isOneSide: plan.against == nil)
        let speed = plan.display.tokensPerSecond
        try require(
            speed.isFinite && speed >= 0.1 && speed <= 10_000,
            "--display-speed takes tokens a second from 0.1 to 10000.")
        try validateSide(plan, baseURL: "--base-url", header: "--header")
        for one in plan.ofFrontEnds {
            try validateAPI(one.target, baseURL: "--base-url", api: "--api")
        }
        if let other = plan.otherSide {
            try validateAPI(other.target, baseURL: "--against", api: "--against-api")
            try validateSide(other, baseURL: "--against", header: "--against-header")
        }
        try require(
            !plan.isRedacted,
            "The plan was printed or recorded with values left out (\(RunPlan.redacted)); give them "
                + "again with --header, --secret-header, --body or --base-url.")
        try validate(plan.target.emulator, prefix: "--emulator")
        if let other = plan.otherSide {
            try validate(other.target.emulator, prefix: "--against-emulator")
        }
    }

    /// An address that ends in the path of another API's requests was meant for that one.
    private static func validateAPI(_ target: TargetPlan, baseURL option: String, api: String)
        throws
    {
        // The longer name first, since one ends in the other.
        let paths: [(APIName, String)] = [
            (.chat, "/chat/completions"), (.completions, "/completions"),
            (.responses, "/responses"), (.messages, "/messages"),
        ]
        guard var address = target.baseURL?.prefix(while: { $0 != "?" }) else { return }
        while address.hasSuffix("/") { address = address.dropLast() }
        guard let (name, path) = paths.first(where: { address.hasSuffix($0.1) }),
            name != target.spokenAPI
        else { return }
        throw ValidationError(
            "\(option) ends in \(path), the path of the API \(name.rawValue), and \(target.spokenAPI.rawValue) is asked: "
                + "say \(api) \(name.rawValue), or end it before \(path).")
    }

    private static func validate(_ emulator: EmulatorPlan, prefix: String) throws {
        try validate(emulator.timeToFirstTokenMilliseconds, of: "\(prefix)-ttft")
        try validate(emulator.gapMilliseconds, of: "\(prefix)-gap")
        try validate(emulator.outputTokens, of: "\(prefix)-tokens")
        try validateEngine(emulator.engine, of: "\(prefix)-engine")
        try validateTokenizer(emulator.tokenizer, of: "\(prefix)-tokenizer")
        try refuseWhatIsReplaced(emulator, prefix: prefix)
    }

    /// What an engine or a record says of the answers is not said a second time.
    private static func refuseWhatIsReplaced(_ emulator: EmulatorPlan, prefix: String) throws {
        let usual = EmulatorPlan()
        let times = [
            (emulator.timeToFirstTokenMilliseconds != usual.timeToFirstTokenMilliseconds, "ttft"),
            (emulator.gapMilliseconds != usual.gapMilliseconds, "gap"),
        ]
        let all =
            times + [
                (emulator.outputTokens != usual.outputTokens, "tokens"),
                (emulator.fault != nil, "fault"),
                (emulator.faultShare != usual.faultShare, "fault-share"),
                (emulator.engine != nil, "engine"),
            ]
        let contradictions = [
            (emulator.like, "like", all, "the record says how answers are"),
            (emulator.engine, "engine", times, "the engine says when tokens come"),
        ]
        for (value, name, replaced, reason) in contradictions where value != nil {
            guard let other = replaced.first(where: \.0)?.1 else { continue }
            throw ValidationError(
                "\(prefix)-\(other) and \(prefix)-\(name) exclude each other: \(reason); leave out one of them."
            )
        }
    }

    /// - Throws: `ValidationError` where the text is no engine.
    static func validateEngine(_ text: String?, of option: String) throws {
        do throws(EmulatorPlanError) {
            if let text { _ = try EngineSpec(parsing: text) }
        } catch {
            throw ValidationError("\(option): \(error.description).")
        }
    }

    /// - Throws: `ValidationError` where the text is no tokenizer.
    static func validateTokenizer(_ text: String?, of option: String) throws {
        do throws(EmulatorPlanError) {
            if let text { _ = try PromptTokenizer(parsing: text) }
        } catch {
            throw ValidationError("\(option): \(error.description).")
        }
    }

    private static func validateSide(_ plan: RunPlan, baseURL: String, header: String) throws {
        try validateFrontEnds(plan, option: baseURL)
        for one in plan.ofFrontEnds { try validateTarget(one, option: baseURL) }
        try validateSources(plan)
        if let refusal = ToolDescription.refusal(of: plan.target, plan.connection) {
            throw ValidationError("\(refusal).")
        }
        try validateHeaders(plan.request.headers, option: header)
        if let name = plan.request.requestIdHeader {
            try require(
                !name.isEmpty && name.allSatisfy(SecretHeader.isTokenCharacter),
                "--request-id-header takes the name of a header, such as x-request-id.")
        }
        for header in plan.request.secretHeaders ?? [] { _ = try SecretHeader(header) }
    }

    /// - Throws: `ValidationError` when `text` is not a distribution.
    static func validate(_ text: String, of option: String) throws {
        do {
            _ = try Distribution(parsing: text)
        } catch {
            throw ValidationError("\(option): \(error).")
        }
    }

    private static func validate(_ tier: TierPlan) throws {
        let bounds = [tier.maxStreams, tier.requestsPerMinute, tier.tokensPerMinute]
        try require(
            bounds.compactMap { $0 }.allSatisfy { $0 >= 1 },
            "The bounds of tier '\(tier.name)' are whole numbers from 1.")
        try require(
            bounds.contains { $0 != nil },
            "The tier '\(tier.name)' has no bounds of its own; give --max-streams or --max-rpm.")
    }

    private static func validateTarget(_ plan: RunPlan, option: String) throws {
        if let text = plan.target.baseURL {
            let url = URL(address: text)
            try require(text.contains("://"), "\(option): \(schemeless(text))")
            let isHTTP = url?.scheme == "http" || url?.scheme == "https"
            try require(
                isHTTP && url?.host?.isEmpty == false && url?.fragment == nil
                    && (1...65_535).contains(url?.port ?? 80),
                "\(option): '\(RunPlan.withoutSecrets(url: text))' is not an API address; write it like "
                    + "https://api.example.com/v1.")
            try require(
                url?.user == nil && url?.password == nil,
                "\(option) must not hold a user or password; use OPENAI_API_KEY or --api-key-file."
            )
        } else {
            try require(
                plan.target.unixSocket == nil,
                "--unix-socket needs --base-url too, for the path, such as http://localhost/v1.")
        }
        if let path = plan.connection.caFile {
            try require(
                FileManager.default.isReadableFile(atPath: path), "--cacert: cannot read '\(path)'."
            )
        }
    }

    /// An address to write instead; plain text only where it stays on the machine.
    private static func schemeless(_ text: String) -> String {
        let shown = RunPlan.withoutSecrets(url: text)
        let isAddress = shown.first.map { $0.isLetter || $0.isNumber || $0 == "[" } ?? false
        guard isAddress, !shown.hasPrefix("http:"), !shown.hasPrefix("https:") else {
            return "'\(shown)' is no address; write one like https://api.example.com/v1."
        }
        let host = shown.prefix { !":/?".contains($0) }
        let isLocal = host == "localhost" || host.hasPrefix("127.")
        return "'\(shown)' has no scheme; write \(isLocal ? "http" : "https")://\(shown)"
            + "\(shown.contains("/") ? "" : "/v1")."
    }

    private static func validateHeaders(_ headers: [String], option: String) throws {
        for line in headers {
            let name = line.prefix { $0 != ":" }
            try require(
                line.contains(":") && !name.isEmpty && !line.contains { $0.isNewline },
                "\(option): write it as 'Name: value'.")
            // A header line stands on the command line, where others can read it.
            let secretNames = ["authorization", "api-key", "x-api-key", "x-goog-api-key"]
            try require(
                !secretNames.contains(name.lowercased()),
                "\(option) must not carry a key; use OPENAI_API_KEY, --api-key-file or "
                    + "--secret-header \(name).")
        }
    }

    static func require(_ condition: Bool, _ sentence: String) throws {
        guard condition else { throw ValidationError(sentence) }
    }
}
