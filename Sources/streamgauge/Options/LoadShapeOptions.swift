import Analysis
import ArgumentParser
import RunModel

/// How a load goes over time and what bounds it, however much it is at a time.
struct LoadShapeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Open loop arrivals: constant, poisson or gamma (default poisson).", visibility: .hidden
        ))
    var arrival: ArrivalKind?

    @Option(
        help: ArgumentHelp(
            "Shape of gamma arrivals: 1 is Poisson, below 1 burstier.", valueName: "b",
            visibility: .hidden))
    var burstiness: Double?

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("Measured requests (default 100 without --duration).", valueName: "n"))
    var requests: Int?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("How long to start requests, such as 30s or 5m.", valueName: "time"))
    var duration: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Before measuring: so many requests (20) or so long (10s).", valueName: "n|time"))
    var warmup: String?

    @Option(
        help: ArgumentHelp(
            "Time over which concurrency or rate rises to its full value.", valueName: "time",
            visibility: .hidden))
    var ramp: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Rounds a run is cut into (default 10, or 6 where each would have fewer than 20 requests of a "
                + "mode).", valueName: "n", visibility: .hidden))
    var rounds: Int?

    @Option(
        help: ArgumentHelp(
            "Stay within this tier: free (3 streams, 60 requests/min), pro (10, 300), enterprise (as "
                + "--max-streams and --max-rpm say), one of the plan file's, or what a limits run found: its "
                + "limits.json or folder.", valueName: "name|file"))
    var tier: String?

    @Option(
        help: ArgumentHelp(
            "Most streams at a time, whatever the tier says (default: what descriptors allow).",
            valueName: "n", visibility: .hidden))
    var maxStreams: Int?

    @Option(
        name: .customLong("max-rpm"),
        help: ArgumentHelp(
            "Most requests a minute, evenly spaced, whatever the tier says.", valueName: "n",
            visibility: .hidden))
    var maxRequestsPerMinute: Int?

    @Option(
        help: ArgumentHelp(
            "Longest pause that a server may ask for; beyond it the run ends (default 5m).",
            valueName: "time", visibility: .hidden))
    var maxPause: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Most that unfinished events and non-streaming answers may take together (default "
                + "1GiB).",
            valueName: "bytes", visibility: .hidden))
    var maxMemory: ByteCount?

    @Flag(
        help: ArgumentHelp("Go on when the first 20 requests all fail alike.", visibility: .hidden))
    var keepGoing = false

    @Option(
        name: .customLong("objective"),
        help: ArgumentHelp(
            "What a request must meet to count into goodput, such as 'ttft < 500ms'; of ttft, max_gap, "
                + "tpot and e2e, each once.", valueName: "objective", visibility: .hidden))
    var objectives: [String] = []

    @Option(help: ArgumentHelp("Measuring threads.", valueName: "n", visibility: .hidden))
    var workers: Int?

    @Option(
        help: ArgumentHelp(
            "Seed of every random choice (default: 1 for what is asked, and arrivals of each run's own).",
            valueName: "n", visibility: .hidden))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Seed of arrivals and of the order within pairs alone (default: each run draws its own).",
            valueName: "n", visibility: .hidden))
    var arrivalSeed: UInt64?

    /// The first option that says how many requests come when.
    var givenSchedule: String? {
        [
            ("--requests", requests != nil), ("--duration", duration != nil),
            ("--arrival", arrival != nil), ("--burstiness", burstiness != nil),
            ("--ramp", ramp != nil),
        ].first(where: \.1)?.0
    }

    func validate() throws {
        if let warmup, Int(warmup) == nil, TimeSpan(warmup) == nil {
            throw ValidationError(
                "--warmup: '\(warmup)' is neither a number of requests nor a time; write it like 20 or 10s."
            )
        }
    }

    /// - Throws: `ValidationError` for a tier that nobody has defined.
    func apply(to plan: inout RunPlan) throws {
        var load = plan.load
        try applyTier(to: &load, defined: plan.tiers)
        load.arrival = arrival ?? (burstiness == nil ? load.arrival : .gamma)
        load.burstiness = burstiness ?? load.burstiness
        if requests != nil || duration != nil {
            load.requests = requests
            load.duration = duration
        }
        if let warmup {
            load.warmupRequests = Int(warmup)
            load.warmupDuration = Int(warmup) == nil ? TimeSpan(warmup) : nil
        }
        load.ramp = ramp ?? load.ramp
        load.rounds = rounds ?? load.rounds
        load.maxStreams = maxStreams ?? load.maxStreams
        load.workers = workers ?? load.workers
        load.maxPause = maxPause ?? load.maxPause
        load.arrivalSeed = arrivalSeed ?? seed ?? load.arrivalSeed
        load.maxMemory = maxMemory ?? load.maxMemory
        if keepGoing { load.keepsGoing = true }
        try applyObjectives(to: &load)
        plan.load = load
        plan.seed = seed ?? plan.seed
    }

    /// What a limits run that is the tier could not tell, and what is not kept to therefore.
    func tierRemarks(defined: [TierPlan]) throws -> [String] {
        guard let tier, !(defined + TierPlan.documented).contains(where: { $0.name == tier }) else {
            return []
        }
        return try FoundTier(path: tier)?.remarks ?? []
    }

    private func applyObjectives(to load: inout LoadPlan) throws {
        var wanted = load.objectives ?? Objectives()
        for text in objectives where !wanted.add(text) {
            throw ValidationError(
                "--objective: '\(text)' is none; write it like 'ttft < 500ms', of "
                    + Objectives.names.joined(separator: ", ") + ".")
        }
        if !wanted.isEmpty { load.objectives = wanted }
    }

    private func applyTier(to load: inout LoadPlan, defined: [TierPlan]) throws {
        if let tier {
            let known = defined + TierPlan.documented
            let named = known.first { $0.name == tier }
            guard let found = try named ?? FoundTier(path: tier)?.plan else {
                let names = known.map(\.name).joined(separator: ", ")
                throw ValidationError(
                    "--tier: there is no '\(tier)'; there are \(names), a plan file can define more under "
                        + "'tiers', and the limits.json or the folder of a limits run can be named."
                )
            }
            load.tier = found
        }
        // Without a tier, --max-streams alone is the old bound of an open loop.
        guard load.tier != nil || maxRequestsPerMinute != nil else { return }
        var bound = load.tier ?? TierPlan(name: "own")
        bound.maxStreams = maxStreams ?? bound.maxStreams
        bound.requestsPerMinute = maxRequestsPerMinute ?? bound.requestsPerMinute
        load.tier = bound
    }
}
