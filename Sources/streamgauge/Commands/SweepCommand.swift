import Analysis
import ArgumentParser
import Emulator
import Engine
import RecordStore
import Reporting
import RunModel
import Workload

struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Measure one load after another: the curve of throughput and latency.",
        discussion: """
            Measures a step for each load and pass, each an ordinary run of its own in the sweep's folder, \
            and tells throughput and latency of each load, the knee, and what the scalability law makes of \
            them. A step warms up until the target has settled, and drains before the next. Greater loads \
            than one that was more than the target bears are skipped. docs/sweep.md tells the method.

            All options: --help-all.

            Examples:
              streamgauge sweep --emulator                      1, 2, 4, 8 and 16 streams, up and down again
              streamgauge sweep --base-url URL --concurrency 1..64 --steps 7
              streamgauge sweep --base-url URL --rate 1..40 --duration 1m
              streamgauge sweep plan.yaml --dry-run             what would be sent
              streamgauge sweep --of c8 c16 c32                 of runs, such as merged shards

            --resume FOLDER goes on with a sweep that was interrupted. 'report FOLDER' makes its files again, \
            several folders one page, and 'compare ONE --to TWO' judges two sweeps load by load.

            Each step sends 60 requests, or 20 for each stream, within 30 s; with --rate for 30 s. \
            --requests and --duration set that. Ctrl-C ends the sweep and reports what was measured.

            Exit codes: 0 measured, 6 no request of a step succeeded, 7 a record could not be written, \
            64 wrong usage, 130 interrupted.
            """)

    @Argument(help: MeasureOptions.planHelp) var planFile: String?
    @OptionGroup(title: "Sweep") var loads: SweepLoadOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: RequestOptions
    @OptionGroup(title: "Requests") var price: PriceOptions
    @OptionGroup(title: "Steps") var shape: LoadShapeOptions
    @OptionGroup(title: "Time-outs", visibility: .hidden) var timeouts: TimeoutOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var live: LiveOptions

    private var options: SweepOptions {
        SweepOptions(
            planFile: planFile, loads: loads, target: target, request: request, price: price,
            shape: shape,
            timeouts: timeouts, place: place, output: output, format: format)
    }

    func validate() throws {
        _ = try options.format.sweepFormats()
        guard options.loads.resume == nil || options.place.out == nil else {
            throw ValidationError("--resume goes on in the sweep's folder; leave out --out.")
        }
        guard options.loads.of.isEmpty else {
            guard planFile == nil else {
                throw ValidationError("--of sends nothing; leave out the plan.")
            }
            // Whatever else is typed says how to send.
            let typed = CommandLine.arguments.dropFirst().filter { $0.hasPrefix("-") && $0 != "-" }
                .map { String($0.prefix { $0 != "=" }) }
            if let other = typed.first(where: { !Self.ofRuns.contains($0) }) {
                throw ValidationError("--of sends nothing; leave out \(other).")
            }
            return
        }
        _ = try plan()
    }

    func run() async throws {
        guard options.loads.of.isEmpty else { return try gather() }
        let (plan, begun) = try plan()
        guard !options.output.printPlan else { return try options.printPlan(plan.base) }
        let terminal = Terminal(isQuiet: options.output.quiet, isJSON: options.output.json)
        let preview = SweepPreview(plan, begun: begun)
        guard !options.loads.dryRun else { return try Terminal.say(preview.text) }
        let server =
            plan.base.target.baseURL == nil ? try await EmulatorServer.start(plan.base) : nil
        let apiKey = try Credentials.apiKey(
            file: options.target.apiKeyFile, of: plan.base.target.provider)
        for remark in try options.shape.tierRemarks(defined: plan.base.tiers) {
            Terminal.warn("Not kept to: \(remark).")
        }
        let code = try await live.watching(terminal, title: plan.base.name) { terminal in
            let session = SweepSession(
                plan: plan,
                begun: begun.flatMap { record in options.loads.resume.map { (record, $0) } },
                manner: .init(measuresAll: options.loads.all), place: options.place,
                formats: try options.format.sweepFormats(), terminal: terminal
            ) { step in
                try RunOrder(
                    step, emulator: server, apiKey: apiKey, seedDerivedFrom: plan.base.seed)
            }
            return try await session.run(announcing: preview.line)
        }
        try? await server?.stop()
        if code != .success { throw code }
    }

    /// The options that have a meaning beside `--of`.
    private static let ofRuns: Set = [
        "--of", "--max-failures", "--dry-run", "-o", "--out", "--name", "--reports", "--quiet",
        "-q", "--json",
        "--format", "--open",
    ]

    private func gather() throws {
        guard !loads.dryRun else {
            return try Terminal.say(
                "Sending nothing: a sweep of \(loads.of.count) runs that were measured already.\n")
        }
        do {
            try SweepOfRuns(
                paths: loads.of,
                mostFailures: try loads.failureBound() ?? SweepPlan.usualMostFailures, place: place,
                formats: try format.sweepFormats(),
                terminal: Terminal(isQuiet: output.quiet, isJSON: output.json)
            ).gather()
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            throw ExitCode.recordFailed
        }
    }

    /// What is to be swept, and what was begun of it.
    private func plan() throws -> (SweepPlan, SweepRecord?) {
        let begun = try options.loads.resume.map { try SweepFolder.record(in: $0) }
        let base = try options.base(begun)
        let loads = try options.loads.found() ?? begun?.plan.loads ?? SweepLoads.usual
        let plan = SweepPlan(
            base: base, loads: loads,
            passes: options.loads.passes ?? begun?.plan.passes ?? SweepPlan.usualPasses,
            mostFailures: try options.loads.failureBound() ?? begun?.plan.mostFailures
                ?? SweepPlan.usualMostFailures,
            arrivalSeed: base.load.arrivalSeed ?? begun?.plan.arrivalSeed
                // Short enough to be typed again.
                ?? .random(in: 1...0xFFFF_FFFF))
        for load in plan.loads.loads {
            try options.check(StepPlan(plan, SweepPlan.Place(load, pass: 1)).plan)
        }
        if let begun { try SweepFolder.refuse(plan, unlike: begun.plan) }
        return (plan, begun)
    }
}
