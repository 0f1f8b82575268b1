import ArgumentParser
import RunModel

/// How much load, when.
struct LoadOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Closed loop: streams kept open at a time (default 4).", valueName: "n"))
    var concurrency: Int?

    @Option(
        help: ArgumentHelp(
            "Open loop: requests a second, whatever the server does.", valueName: "r"))
    var rate: Double?

    @Option(help: "Open loop arrivals: constant, poisson or gamma (default poisson).")
    var arrival: ArrivalKind?

    @Option(
        help: ArgumentHelp(
            "Shape of gamma arrivals: 1 is Poisson, below 1 burstier.", valueName: "b"))
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
            "Time over which concurrency or rate rises to its full value.", valueName: "time"))
    var ramp: TimeSpan?

    @Option(help: ArgumentHelp("Rounds a run is cut into (default 5).", valueName: "n"))
    var rounds: Int?

    @Option(
        help: ArgumentHelp(
            "Open loop: most streams in flight (default: what descriptors allow).", valueName: "n"))
    var maxStreams: Int?

    @Option(help: ArgumentHelp("Measuring threads.", valueName: "n"))
    var workers: Int?

    @Option(help: ArgumentHelp("Seed of every random choice (default 1).", valueName: "n"))
    var seed: UInt64?

    func validate() throws {
        if concurrency != nil, rate != nil {
            throw ValidationError(
                "--concurrency (closed loop) and --rate (open loop) exclude each other; give one.")
        }
        if let warmup, Int(warmup) == nil, TimeSpan(warmup) == nil {
            throw ValidationError(
                "--warmup: '\(warmup)' is neither a number of requests nor a time; write 20 or 10s."
            )
        }
    }

    func apply(to plan: inout RunPlan) {
        var load = plan.load
        if let concurrency {
            load.concurrency = concurrency
            load.rate = nil
        }
        load.rate = rate ?? load.rate
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
        if load.requests == nil, load.duration == nil { load.requests = 100 }
        plan.load = load
        plan.seed = seed ?? plan.seed
    }
}
