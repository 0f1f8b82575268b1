import ArgumentParser
import RecordStore
import RunModel

struct WatchCommand: MeasuringCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Measure again and again, keep a history, and tell what changed.",
        discussion: """
            Measures as 'run' does, a small round every ten minutes, into the history that 'gate' and \
            'history trend' read. A change point, an assertion that no longer holds and an outage are \
            told, and --on-change calls a command; one round out of line is none of them. A watch that \
            is started again goes on where it was. A round has 20 streaming requests, 2 at a time, unless \
            the plan, -n, -c or --modes say otherwise. docs/watch.md tells the method.

            All options: --help-all.

            Examples:
              streamgauge watch plan.yaml --every 10m
              streamgauge watch --base-url URL --requests 20 --every 5m --assert 'ttft.p50 < 500ms'
              streamgauge watch plan.yaml --price in=0.15,out=0.60 --max-cost-per-day 1 \\
                  --on-change 'logger "$STREAMGAUGE_TEXT"'
              streamgauge watch --emulator --every 10s --times 3

            Exit codes: 0 after --times rounds, 7 the history cannot be written when it begins, 64 wrong \
            usage, 130 interrupted.
            """)

    @OptionGroup(title: "Watch") var watch: WatchOptions
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

    /// Of a round: few, since there are many rounds.
    private static let usualRequests = 20

    func validate() throws {
        try options.place.refuseOut()
        let plan = try plan()
        if watch.maxCostPerDay != nil, plan.price == nil {
            throw ValidationError(
                "--max-cost-per-day wants a price; give --price in=0.15,out=0.60.")
        }
        guard !output.json else {
            throw ValidationError(
                "--json has no place in a watch; 'streamgauge history trend --json' has its numbers."
            )
        }
        guard planFile != "-" else {
            throw ValidationError("A watch reads its plan again; give it in a file.")
        }
    }

    func run() async throws {
        guard !options.output.printPlan else { return try options.printPlan(try plan()) }
        do {
            let code = try await live.watching(
                Terminal(isQuiet: options.output.quiet, isJSON: false), title: "watch"
            ) { terminal in
                let (options, watch) = (options, watch)
                var session = try await WatchSession(watch, terminal) {
                    let plan = try plan()
                    return try await WatchJob(
                        plan, try asserting.assertions(plan.judging), options,
                        mostCostPerDay: watch.maxCostPerDay)
                }
                return try await session.run()
            }
            if code != .success { throw code }
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            throw ExitCode.recordFailed
        }
    }

    private func plan() throws -> RunPlan {
        var defaults = RunPlan()
        defaults.name = "watch"
        defaults.request.modes = .streaming
        defaults.load.requests = Self.usualRequests
        defaults.load.concurrency = 2
        var plan = try options.plan(defaults: defaults)
        try asserting.apply(to: &plan)
        // A level is that of the parts, in each of which a median wants seven requests (docs/metrics.md).
        if planFile == nil, shape.rounds == nil, let requests = plan.plannedRequests {
            plan.load.rounds = max(1, min(6, requests / 10))
        }
        return plan
    }
}
