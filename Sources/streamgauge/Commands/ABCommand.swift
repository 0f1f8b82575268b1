import ArgumentParser
import Emulator
import RecordStore
import RunModel

struct ABCommand: SidesCommand {
    static let configuration = CommandConfiguration(
        commandName: "ab",
        abstract: "Measure two servers, models or settings against each other.",
        discussion: """
            Measures side A and side B in blocks that take turns, in pairs AB or BA whose order is drawn, \
            so that a day that gets busier favours neither. Both blocks of a pair ask the same prompts \
            in the same order. One side is measured at a time. A block has 20 measured requests, unless \
            --requests says how many all blocks of both sides have together, after --warmup requests \
            of its own.

            All options: --help-all.

            Examples:
              streamgauge ab --base-url http://a/v1 --against http://b/v1
              streamgauge ab a.yaml b.yaml                      two plans that differ in the target
              streamgauge ab --base-url http://a/v1 --against http://a/v1 --against-model small
              streamgauge ab --base-url http://a/v1 --aa        one try whether this place raises a false alarm
              streamgauge ab --against-emulator-ttft 'normal(220,20)'
                                                                two emulators, to try it
              streamgauge ab --base-url http://a/v1 --against http://a/v1 --between './restart.sh'
                                                                one machine, set up anew for each block

            Of two plan files, target, request.model, request.headers, request.secret_headers, \
            request.body and connection belong to a side; everything else must be the same in both.
            """)

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
    @OptionGroup(title: "Assertions on side B") var asserting: AssertOptions

    var workOptions: WorkOptions? { work }

    func validate() throws {
        _ = try plan()
        _ = try options.format.sideFormats()
    }

    func run() async throws {
        let plan = try plan()
        guard !options.output.printPlan else { return try options.printPlan(plan) }
        let servers = try await sides.startEmulators(plan)
        let order = try sides.order(plan, servers)
        let rules = try judging.rules(plan.judging, standard: .ofPairs)
        let formats = try options.format.sideFormats()
        let assertions = try asserting.assertions(plan.judging)
        let code = try await options.measure(order) { folder throws(RecordError) in
            AssertedReport(
                try ABReport(of: folder, rules, formats), assertions, target: 1)
        }
        for server in servers { try? await server.stop() }
        if code != .success { throw code }
    }

    private func plan() throws -> RunPlan {
        var plan = try sides.plan()
        try asserting.apply(to: &plan)
        return plan
    }
}
