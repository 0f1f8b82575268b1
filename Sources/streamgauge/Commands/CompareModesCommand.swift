import ArgumentParser
import RunModel

struct CompareModesCommand: MeasuringCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare-modes",
        abstract: "Compare streaming with non-streaming on the same prompts.",
        discussion: """
            Asks every prompt twice, streamed and not, in pairs whose order is drawn, so that a server \
            that drifts favours neither. Prints the paired differences with their intervals; with \
            --claims beside what is documented. It is a run like any other: 'run' compares too.

            All options: --help-all.

            Examples:
              streamgauge compare-modes --emulator               100 pairs
              streamgauge compare-modes --base-url http://127.0.0.1:8000/v1 --requests 400
              streamgauge compare-modes --base-url URL --output-tokens 20..400
                                                                 short and long answers, to find the length
                                                                 from which streaming pays
              streamgauge compare-modes --emulator --display-speed 20   for a faster reader

            Every request costs: n pairs are 2 n requests.
            """)

    @Argument(help: MeasureOptions.planHelp) var planFile: String?
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: RequestOptions
    @OptionGroup(title: "Requests") var work: WorkOptions
    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Load") var shape: LoadShapeOptions
    @OptionGroup(title: "Several machines", visibility: .hidden) var shards: ShardOptions
    @OptionGroup(title: "Time-outs", visibility: .hidden) var timeouts: TimeoutOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var live: LiveOptions
    @OptionGroup(title: "Assertions") var asserting: AssertOptions
    @OptionGroup(title: "Assertions") var trust: TrustOptions
    @OptionGroup(title: "Assertions") var claiming: ClaimOptions

    var shardOptions: ShardOptions? { shards }

    var workOptions: WorkOptions? { work }

    func validate() throws {
        guard try plan().request.modes == .both else {
            throw ValidationError(
                "compare-modes needs both modes; leave out --modes, or use run for one of them.")
        }
    }

    func run() async throws {
        let plan = try plan()
        try await options.measure(
            plan, showing: .comparison, asserting: try asserting.assertions(plan.judging),
            isStrict: trust.strict)
    }

    private func plan() throws -> RunPlan {
        var defaults = RunPlan()
        defaults.name = "compare-modes"
        defaults.load.requests = 200
        // Answers of many lengths tell from which one on streaming pays.
        defaults.target.emulator.outputTokens = "10..150"
        // The emulator's own comments would count as bytes that streaming costs.
        defaults.target.emulator.tellsTruth = false
        var plan = try options.plan(defaults: defaults, unnamed: .emulator)
        try asserting.apply(to: &plan)
        try claiming.apply(to: &plan)
        return plan
    }
}
