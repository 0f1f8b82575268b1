import Analysis
import ArgumentParser
import RunModel

/// How much load, when.
struct LoadOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Closed loop: streams kept open at a time (default 4; of run 8).", valueName: "n"))
    var concurrency: Int?

    @Option(
        help: ArgumentHelp(
            "Open loop: requests a second, whatever the server does.", valueName: "r"))
    var rate: Double?

    func validate() throws {
        if concurrency != nil, rate != nil {
            throw ValidationError(
                "--concurrency (closed loop) and --rate (open loop) exclude each other; give one.")
        }
    }

    /// On top of the load's shape.
    func apply(to plan: inout RunPlan) {
        if concurrency == nil, rate == nil, plan.load.rate == nil,
            let streams = plan.load.tier?.maxStreams
        {
            plan.load.concurrency = streams
        }
        if let concurrency {
            plan.load.concurrency = concurrency
            plan.load.rate = nil
        }
        plan.load.rate = rate ?? plan.load.rate
        if plan.load.requests == nil, plan.load.duration == nil {
            plan.load.requests =
                plan.against.map { $0.blocks * 2 * AgainstPlan.usualRequests } ?? 100
        }
    }
}
