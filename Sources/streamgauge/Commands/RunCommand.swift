import ArgumentParser
import RunModel

struct RunCommand: MeasuringCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Measure an API, or the embedded emulator, and write a report.",
        discussion: """
            Asks for streams; --modes both asks every prompt twice, streamed and not, as compare-modes does.

            All options: --help-all.

            Examples:
              streamgauge run --emulator                        100 requests, 8 at a time, in half a minute
              streamgauge run --base-url http://127.0.0.1:8000/v1 --concurrency 8 --requests 500
              streamgauge run --emulator --rate 5 --duration 2m
                                                                arrivals at random, 5 a second
              streamgauge run plan.yaml --seed 7                a plan file; options win
              streamgauge run --print-plan > plan.yaml          the plan, to keep

            A run with more than a handful of requests is needed for high percentiles: p99 wants about \
            460 requests of a mode. Ctrl-C ends the run and reports what was measured.
            """)

    @Argument(help: MeasureOptions.planHelp) var planFile: String?
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: RequestOptions
    @OptionGroup(title: "Requests") var work: WorkOptions
    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Load") var shape: LoadShapeOptions
    @OptionGroup(title: "Conversations", visibility: .hidden) var conversations: ConversationOptions
    @OptionGroup(title: "Several machines", visibility: .hidden) var shards: ShardOptions
    @OptionGroup(title: "Time-outs", visibility: .hidden) var timeouts: TimeoutOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var live: LiveOptions
    @OptionGroup(title: "Assertions") var asserting: AssertOptions
    @OptionGroup(title: "Assertions") var trust: TrustOptions
    @OptionGroup(title: "Assertions") var claiming: ClaimOptions

    /// So that a hundred requests take less than a minute where an answer takes three seconds.
    private static let usualConcurrency = 8

    var conversationOptions: ConversationOptions? { conversations }
    var shardOptions: ShardOptions? { shards }

    var workOptions: WorkOptions? { work }

    func validate() throws {
        _ = try plan()
    }

    func run() async throws {
        let plan = try plan()
        try await options.measure(
            plan, showing: .summary, asserting: try asserting.assertions(plan.judging),
            isStrict: trust.strict)
    }

    private func plan() throws -> RunPlan {
        var defaults = RunPlan()
        // docs/decisions/default-run.md
        defaults.request.modes = .streaming
        defaults.load.concurrency = Self.usualConcurrency
        var plan = try options.plan(defaults: defaults, unnamed: .emulator)
        try asserting.apply(to: &plan)
        try claiming.apply(to: &plan)
        return plan
    }
}
