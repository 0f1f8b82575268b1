import Analysis
import ArgumentParser
import Emulator
import Engine
import Foundation
import RecordStore
import RunModel
import Workload

/// What every command that measures takes: a plan file, and options that win over it.
struct MeasureOptions: PlanOptions {
    static let planHelp = ArgumentHelp(
        "Plan file (YAML); - for standard input.", valueName: "plan.yaml")

    var planFile: String?
    var target: TargetOptions
    var request: RequestOptions
    var load: LoadOptions
    var shape: LoadShapeOptions
    var timeouts: TimeoutOptions
    var place: RunFolderOptions
    var output: OutputOptions
    var format: FormatOptions
    var live: LiveOptions
    /// Of a command whose requests may be turns of conversations.
    var conversations: ConversationOptions?
    /// Of a command that runs in shards.
    var shards: ShardOptions?
    /// Of a command whose requests may differ from each other.
    var work: WorkOptions?

    /// The plan file's, or `defaults` without one, with the options on top, checked.
    ///
    /// - Throws: `ValidationError` naming the option or key and the fix.
    func plan(
        defaults: RunPlan = RunPlan(), unnamed: UnnamedTarget = .refused
    ) throws -> RunPlan {
        let plan = try assembled(defaults: defaults, unnamed: unnamed)
        guard plan.against == nil else {
            throw ValidationError(
                "The plan has the key 'against', which compares two sides; use 'streamgauge ab'.")
        }
        try check(plan)
        _ = try format.formats()
        return plan
    }

    var rounds: Int? { shape.rounds }

    func applyLoad(to plan: inout RunPlan) throws {
        if load.replay != nil {
            let others = [
                ("--prompts", request.prompts != nil), ("--prompt", request.prompt != nil),
                ("--input-tokens", request.inputTokens != nil),
            ]
            if let other = others.first(where: \.1)?.0 {
                throw ValidationError(
                    "--replay and \(other) both say what is asked; leave out one of them.")
            }
            if let option = shape.givenSchedule {
                throw ValidationError(
                    "--replay sends what the trace has at its own times; \(option) has no place there "
                        + "(--from, --to and --loop bound it).")
            }
        }
        try shape.apply(to: &plan)
        load.apply(to: &plan)
        try load.applyPrice(to: &plan)
        try conversations?.apply(to: &plan)
        try work?.apply(to: &plan)
        if plan.load.replay == nil, let option = load.replayDetail {
            throw ValidationError("\(option) is for a trace; name one with --replay.")
        }
    }

    /// Prints the plan where that is asked for; else runs it and shows `table` of what was measured.
    ///
    /// - Throws: `ExitCode` unless it ended well.
    func measure(
        _ plan: RunPlan, showing table: DerivedFiles.Table, asserting assertions: [Assertion],
        isStrict: Bool
    ) async throws {
        guard !output.printPlan else { return try printPlan(plan) }
        let apiKey = try Credentials.apiKey(
            file: target.apiKeyFile, of: plan.target.provider)
        let server =
            plan.target.baseURL == nil ? try await EmulatorServer.start(plan) : nil
        let order = try RunOrder(plan, emulator: server, apiKey: apiKey)
        let formats = try format.formats()
        for remark in try shape.tierRemarks(defined: plan.tiers) {
            Terminal.warn("Not kept to: \(remark).")
        }
        let gathering = try shards.flatMap { try ShardGathering($0, of: plan) }
        let code = try await measure(order, gathering) { folder throws(RecordError) in
            try KeptAnswers.keep(of: folder, plan)
            return AssertedReport(
                try MeasuredReport(of: folder, table, formats, isStrict: isStrict), assertions,
                target: nil)
        }
        try? await server?.stop()
        if code != .success { throw code }
    }

    /// Runs the order and reports what was measured.
    ///
    /// - Returns: the exit code.
    func measure(
        _ order: RunOrder, _ gathering: ShardGathering? = nil, _ report: @escaping RunSession.Report
    ) async throws -> ExitCode {
        let terminal = Terminal(isQuiet: output.quiet, isJSON: output.json)
        var order = order
        order.folder = place.folder
        let watched = order
        let title = (order.isEmulated ? "EMULATOR: " : "") + order.masked(order.plan.name)
        return try await live.watching(terminal, title: title) {
            try await RunSession(
                watched, $0, announcement: Announcement.line(watched), gathering: gathering,
                report: report
            ).run()
        }
    }
}

extension EmulatorServer {
    /// The embedded one of a plan.
    ///
    /// - Throws: `ValidationError` where the plan cannot be served, an I/O error where it cannot listen.
    static func start(
        _ plan: RunPlan, limits: LimitProfile = LimitProfile()
    ) async throws -> EmulatorServer {
        var configuration = EmulatorConfiguration()
        configuration.plan = plan.target.emulator
        configuration.limits = limits
        configuration.likeness = try configuration.plan.likeness(of: "--emulator-like")
        do {
            return try await start(configuration)
        } catch let error as EmulatorPlanError {
            throw ValidationError(error.description)
        }
    }
}

extension RunSide {
    /// The side of `plan`, of whose target the emulator takes the place where there is one. Reads its secret
    /// headers.
    ///
    /// - Throws: `ValidationError` with the option and the fix.
    init(_ plan: RunPlan, emulator: EmulatorServer?, apiKey: String?) throws {
        try PlanCheck.tryOut(plan)
        let secretHeaders = try plan.request.secretHeaders?.map { try SecretHeader($0).line() }
        let tools = try plan.request.toolsFile.map { path in
            guard let text = StandardInput.text(of: path) else {
                throw ValidationError("--tools: cannot read '\(path)'.")
            }
            return text
        }
        do throws(PreflightError) {
            try self.init(
                plan, baseURL: emulator?.baseURL ?? plan.target.baseURL ?? "",
                isEmulated: emulator != nil, apiKey: apiKey, secretHeaders: secretHeaders ?? [],
                tools: tools)
        } catch {
            throw ValidationError(error.description)
        }
    }
}

extension RunOrder {
    /// An order of one target, or of the front ends of one.
    ///
    /// - Throws: `ValidationError` with the option and the fix.
    init(
        _ plan: RunPlan, emulator: EmulatorServer?, apiKey: String?, seedDerivedFrom: UInt64? = nil
    ) throws {
        try self.init(
            plan,
            sides: plan.ofFrontEnds.map { try RunSide($0, emulator: emulator, apiKey: apiKey) },
            seedDerivedFrom: seedDerivedFrom)
    }

    /// Reads the prompts that the plan names.
    ///
    /// - Throws: `ValidationError` with the option and the fix.
    init(_ plan: RunPlan, sides: [RunSide], seedDerivedFrom: UInt64? = nil) throws {
        do {
            let apis = Set(sides.map(\.plan.target.spokenAPI))
            let rows = try plan.request.promptsFile.map { path in
                var wishes = PromptRows.Wishes(plan)
                wishes.refusal = { prompt in
                    for api in apis {
                        guard let reason = PromptForm.refusal(of: prompt, by: api) else { continue }
                        return "\(reason); it cannot be asked by the API \(api.rawValue)."
                    }
                    return nil
                }
                guard path == "-" else { return try PromptRows(opening: path, wishes) }
                guard let text = StandardInput.text else {
                    throw ValidationError("--prompts: cannot read standard input.")
                }
                return try PromptRows(text, name: "standard input", wishes)
            }
            self.init(
                plan: plan, sides: sides,
                prompts: try PromptSource(
                    plan.request, seed: plan.seed, rows: rows,
                    conversations: plan.conversations),
                version: StreamGauge.version, seedDerivedFrom: seedDerivedFrom)
            keptAnswers = try KeptAnswers.expected(by: plan)
            prompts.media = try MediaSource.of(plan)
        } catch let error as WorkloadError {
            throw ValidationError(error.description)
        }
    }
}
