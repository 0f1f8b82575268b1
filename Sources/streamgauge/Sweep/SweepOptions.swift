import Analysis
import ArgumentParser
import RunModel

/// What a sweep takes: what a run takes, with loads in the place of a load.
struct SweepOptions: PlanOptions {
    var planFile: String?
    var loads: SweepLoadOptions
    var target: TargetOptions
    var request: RequestOptions
    var price: PriceOptions
    var shape: LoadShapeOptions
    var timeouts: TimeoutOptions
    var place: RunFolderOptions
    var output: OutputOptions
    var format: FormatOptions

    /// Steps are cut alike, however many requests each has.
    var rounds: Int? { shape.rounds ?? LoadPlan().rounds }

    /// The base's own load is that of no step.
    func applyLoad(to plan: inout RunPlan) throws {
        try shape.apply(to: &plan)
        price.apply(to: &plan)
        plan.load.concurrency = 1
        plan.load.rate = nil
    }

    /// What all steps have in common, checked; of a sweep that goes on as it was begun.
    ///
    /// - Throws: `ValidationError` naming the option or key and the fix.
    func base(_ begun: SweepRecord? = nil) throws -> RunPlan {
        var defaults = begun?.plan.base ?? RunPlan()
        if begun == nil {
            defaults.name = "sweep"
            defaults.request.modes = .streaming
        }
        let plan = try assembled(defaults: defaults)
        guard plan.against == nil else {
            throw ValidationError(
                "The plan has the key 'against', which compares two sides; sweep each side, and compare the sweeps."
            )
        }
        guard plan.request.modes != .both else {
            throw ValidationError(
                "A sweep measures answers of one kind; give --modes streaming or --modes non_streaming."
            )
        }
        try PlanCheck.refuseBoundsOfOneRun(plan, "A sweep")
        try check(plan)
        return plan
    }
}

/// The loads of a sweep, and how they are gone through.
struct SweepLoadOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Closed loop: streams kept open at a time, such as 1,2,4,8 or 1..64 (default 1,2,4,8,16).",
            valueName: "loads"))
    var concurrency: String?

    @Option(
        help: ArgumentHelp(
            "Open loop: requests a second, such as 1,2.5,5 or 1..40.", valueName: "loads"))
    var rate: String?

    @Option(
        help: ArgumentHelp(
            "Into how many loads of equal ratios a range is cut (default 7).", valueName: "n"))
    var steps: Int?

    @Option(
        help: ArgumentHelp(
            "How often the loads are gone through, up and down in turns (default 2).",
            valueName: "n"))
    var passes: Int?

    @Flag(help: "Measure loads beyond one that was more than the target bears too.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Share of failures that, surely passed, ends a step and skips greater loads (default 20%).",
            valueName: "share"))
    var maxFailures: String?

    @Option(
        help: ArgumentHelp(
            "Go on with the sweep of this folder: measure what is missing.", valueName: "folder"))
    var resume: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Send nothing: make a sweep of these runs, each of one load, such as merged shards.",
            valueName: "run"))
    var of: [String] = []

    @Flag(help: "Say what would be sent, step by step, and stop.")
    var dryRun = false

    private static let mostPasses = 20

    func validate() throws {
        guard concurrency == nil || rate == nil else {
            throw ValidationError(
                "--concurrency (closed loop) and --rate (open loop) exclude each other; give one.")
        }
        if let steps {
            guard (2...SweepLoads.mostSteps).contains(steps) else {
                throw ValidationError(
                    "--steps takes a whole number from 2 to \(SweepLoads.mostSteps).")
            }
            guard concurrency != nil || rate != nil else {
                throw ValidationError(
                    "--steps cuts a range; give one, such as --concurrency 1..64.")
            }
        }
        guard (1...Self.mostPasses).contains(passes ?? 1) else {
            throw ValidationError("--passes takes a whole number from 1 to \(Self.mostPasses).")
        }
        _ = try found()
        _ = try failureBound()
    }

    /// The loads that are given; nil where none are.
    func found() throws -> SweepLoads? {
        let (option, text, kind): (String, String?, SweepLoad.Kind) =
            rate == nil
            ? ("--concurrency", concurrency, .concurrency) : ("--rate", rate, .rate)
        guard let text else { return nil }
        do throws(SweepLoads.Fault) {
            return try SweepLoads(parsing: text, kind, steps: steps)
        } catch {
            throw ValidationError("\(option): \(error).")
        }
    }

    /// A share from 0 to 1; nil where none is given.
    func failureBound() throws -> Double? {
        guard let maxFailures else { return nil }
        let number = maxFailures.hasSuffix("%") ? maxFailures.dropLast() : maxFailures[...]
        let value = Double(number).map { maxFailures.hasSuffix("%") ? $0 / 100 : $0 }
        guard let value, (0...1).contains(value) else {
            throw ValidationError(
                "--max-failures: '\(maxFailures)' is no share; write it like 20% or 0.2.")
        }
        return value
    }
}
