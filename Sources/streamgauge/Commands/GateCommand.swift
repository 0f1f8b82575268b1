import Analysis
import ArgumentParser
import RecordStore
import RunModel

struct GateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Measure, judge against the history, save, and fail a job where it got worse.",
        discussion: """
            One command for CI: waits until the target is ready, measures, checks assertions, compares \
            with the last runs of the branch and with a pinned release, measures again before \
            something worse fails, saves the run in the history, and writes what CI systems read. \
            The first run has nothing to compare with, and passes. docs/gate.md tells the method.

            All options: --help-all.

            Examples:
              streamgauge gate plan.yaml                        a run, against .streamgauge/history
              streamgauge gate --base-url URL --modes streaming --requests 450 --warmup 20
              streamgauge gate plan.yaml --assert 'ttft.p95 < 300ms' --assert 'failures < 1%'
              streamgauge gate plan.yaml --plan-only            what it would send, what would show
              streamgauge gate --prove                          how often it fires, on this machine
              streamgauge gate ab --base-url URL-A --against URL-B
              streamgauge gate limits --tier pro --base-url URL
              streamgauge gate capacity --base-url URL --slo 'ttft.p95 < 500ms'

            Exit codes: 0 passed, or the first of its kind, 1 it could not be told, 2 an assertion or a \
            stated limit does not hold, 3 something got worse, 4 the run's own numbers cannot be \
            trusted, 5 not comparable or nothing judged, 6 the target failed, 7 a record could not be \
            written, 64 wrong usage, 130 interrupted.
            """,
        subcommands: [
            GateRunCommand.self, GateABCommand.self, GateLimitsCommand.self,
            GateCapacityCommand.self,
        ],
        defaultSubcommand: GateRunCommand.self)
}

struct GateRunCommand: MeasuringCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Measure as 'run' does, and judge (the default).")

    @OptionGroup(title: "Gate") var gate: GateOptions
    @OptionGroup(title: "Judging") var judging: JudgingOptions
    @OptionGroup(title: "Judging") var asserting: AssertOptions
    @Argument(help: MeasureOptions.planHelp) var planFile: String?
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: RequestOptions
    @OptionGroup(title: "Requests") var work: WorkOptions
    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Load") var shape: LoadShapeOptions
    @OptionGroup(title: "Time-outs", visibility: .hidden) var timeouts: TimeoutOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var live: LiveOptions

    var workOptions: WorkOptions? { work }

    func validate() throws {
        try options.place.refuseOut()
        _ = try plan()
    }

    func run() async throws {
        let plan = try plan()
        guard !options.output.printPlan else { return try options.printPlan(plan) }
        guard !gate.prove else { return try await GateProof(options, gate, judging).run() }
        let session = GateSession(
            subject: try await RunSubject(plan, options), options: gate,
            rules: try judging.rules(plan.judging),
            assertions: try asserting.assertions(plan.judging),
            terminal: Terminal(isQuiet: options.output.quiet, isJSON: options.output.json))
        let code = try await session.finished(live)
        if code != .success { throw code }
    }

    private func plan() throws -> RunPlan {
        var defaults = RunPlan()
        defaults.name = "gate"
        defaults.request.modes = .streaming
        var options = options
        if gate.prove { options.target.emulator = true }
        try options.target.validate()
        var plan = try options.plan(defaults: defaults)
        judging.apply(to: &plan)
        try asserting.apply(to: &plan)
        return plan
    }
}

struct GateABCommand: SidesCommand {
    static let configuration = CommandConfiguration(
        commandName: "ab", abstract: "Measure two sides in turns as 'ab' does, and judge B by A.")

    @OptionGroup(title: "Gate") var gate: GateOptions
    @OptionGroup(title: "Judging") var asserting: AssertOptions
    @Argument(help: MeasureOptions.planHelp) var planFile: String?
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: RequestOptions
    @OptionGroup(title: "Requests") var work: WorkOptions
    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Load") var shape: LoadShapeOptions
    @OptionGroup(title: "Time-outs", visibility: .hidden) var timeouts: TimeoutOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var live: LiveOptions
    @OptionGroup(title: "Side B and blocks") var against: AgainstOptions
    @OptionGroup(title: "Judging") var judging: JudgingOptions

    var workOptions: WorkOptions? { work }

    func validate() throws {
        try gate.refuseProof()
        try options.place.refuseOut()
        _ = try plan()
    }

    func run() async throws {
        let plan = try plan()
        guard !options.output.printPlan else { return try options.printPlan(plan) }
        let session = GateSession(
            subject: try await SidesSubject(plan, sides), options: gate,
            rules: try judging.rules(plan.judging, standard: .ofPairs),
            assertions: try asserting.assertions(plan.judging),
            terminal: Terminal(isQuiet: options.output.quiet, isJSON: options.output.json))
        let code = try await session.finished(live)
        if code != .success { throw code }
    }

    private func plan() throws -> RunPlan {
        var plan = try sides.plan()
        try asserting.apply(to: &plan)
        return plan
    }
}

struct GateLimitsCommand: LimitingCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits", abstract: "Verify a tier as 'limits' does, and judge.")

    @OptionGroup(title: "Gate") var gate: GateOptions
    @OptionGroup(title: "Limits") var limits: LimitsOptions
    @OptionGroup(title: "Whose limits") var callers: CallerOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: ProbeOptions
    @OptionGroup(title: "Requests") var price: PriceOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: RecordOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var live: LiveOptions

    func validate() throws {
        try gate.refuseProof()
        try options.place.refuseOut()
        _ = try options.plan()
    }

    func run() async throws {
        guard !options.limits.dryRun else {
            try Terminal.say(try options.preview(try options.plan()))
            return
        }
        let session = GateSession(
            subject: try await LimitsSubject(try options.plan(), options), options: gate,
            rules: .init(), assertions: [],
            terminal: Terminal(isQuiet: options.output.quiet, isJSON: options.output.json))
        let code = try await session.finished(live)
        if code != .success { throw code }
    }
}

struct GateCapacityCommand: MeasuringCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity",
        abstract: "Search for the capacity as 'capacity' does, and judge whether it fell.")

    @OptionGroup(title: "Gate") var gate: GateOptions
    @OptionGroup(title: "Judging") var judging: JudgingOptions
    @OptionGroup(title: "Capacity") var capacity: CapacityOptions
    @Argument(help: MeasureOptions.planHelp) var planFile: String?
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: RequestOptions
    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Load") var shape: LoadShapeOptions
    @OptionGroup(title: "Time-outs", visibility: .hidden) var timeouts: TimeoutOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var live: LiveOptions

    func validate() throws {
        try gate.refuseProof()
        try options.place.refuseOut()
        _ = try plan()
        _ = try capacity.plan()
    }

    func run() async throws {
        let plan = try plan()
        guard !options.output.printPlan else { return try options.printPlan(plan) }
        let search = try capacity.plan()
        guard !capacity.dryRun else {
            return try Terminal.say(CapacityCommand.announcement(plan, search) + "\n")
        }
        let session = GateSession(
            subject: try await CapacitySubject(
                plan, search, capacity.objectives.map(\.objective),
                apiKeyFile: target.apiKeyFile),
            options: gate, rules: try judging.rules(plan.judging), assertions: [],
            terminal: Terminal(isQuiet: options.output.quiet, isJSON: options.output.json))
        let code = try await session.finished(live)
        if code != .success { throw code }
    }

    private func plan() throws -> RunPlan {
        var plan = try searchPlan()
        judging.apply(to: &plan)
        return plan
    }
}

extension GateSession {
    private func watched(on terminal: Terminal) -> GateSession {
        GateSession(
            subject: subject, options: options, rules: rules, assertions: assertions,
            terminal: terminal)
    }

    /// Runs it and lets its servers go, however it ends.
    fileprivate func finished(_ live: LiveOptions) async throws -> ExitCode {
        do {
            let code = try await live.watching(terminal, title: "gate \(subject.plan.name)") {
                try await watched(on: $0).run()
            }
            await subject.stop()
            return code
        } catch {
            await subject.stop()
            if let record = error as? RecordError {
                Terminal.warn("streamgauge: \(record)")
                throw ExitCode.recordFailed
            }
            throw error
        }
    }
}
