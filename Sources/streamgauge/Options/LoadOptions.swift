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

    @Option(
        help: ArgumentHelp(
            "Open loop: send the rows of this trace at its own times, each conversation in its order; docs/workloads.md "
                + "has the forms (- for standard input).", valueName: "trace"))
    var replay: String?

    @Option(
        help: ArgumentHelp(
            "With --replay: by how much faster than in the trace (default 1).", valueName: "x",
            visibility: .hidden))
    var speed: Double?

    @Option(
        help: ArgumentHelp(
            "With --replay: leave out what comes earlier in the trace.", valueName: "time",
            visibility: .hidden))
    var from: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "With --replay: leave out what comes from then on.", valueName: "time",
            visibility: .hidden))
    var to: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "With --replay: how often that part is sent, one after another (default 1).",
            valueName: "n", visibility: .hidden))
    var loop: Int?

    @OptionGroup var price: PriceOptions

    @Option(
        help: ArgumentHelp(
            "With --price: tell what so many requests a day cost.", valueName: "n",
            visibility: .hidden))
    var requestsPerDay: Int?

    @Option(
        help: ArgumentHelp(
            "With --price: start nothing more once the run has cost so much.", valueName: "amount",
            visibility: .hidden))
    var maxCost: Double?

    @Option(
        help: ArgumentHelp(
            "Start nothing more once prompts and answers have taken so many tokens.",
            valueName: "n", visibility: .hidden))
    var maxTotalTokens: Int?

    func validate() throws {
        let loads = [
            ("--concurrency", concurrency != nil), ("--rate", rate != nil),
        ].filter(\.1)
        if replay != nil, let other = loads.first {
            throw ValidationError(
                "--replay sends at the trace's times, and \(other.0) says others; leave out one of them."
            )
        }
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
        if rate != nil || concurrency != nil { plan.load.replay = nil }
        guard !applyReplay(to: &plan) else { return }
        if plan.load.requests == nil, plan.load.duration == nil {
            plan.load.requests =
                plan.against.map { $0.blocks * 2 * AgainstPlan.usualRequests } ?? 100
        }
    }

    /// Whether the plan is one of a replay.
    private func applyReplay(to plan: inout RunPlan) -> Bool {
        if let replay {
            plan.request.promptsFile = replay
            plan.request.prompt = nil
            plan.load.replay = plan.load.replay ?? ReplayPlan()
            plan.load.rate = nil
            plan.load.requests = nil
            plan.load.duration = nil
        }
        guard var wanted = plan.load.replay else { return false }
        wanted.speed = speed ?? wanted.speed
        wanted.from = from ?? wanted.from
        wanted.to = to ?? wanted.to
        wanted.loop = loop ?? wanted.loop
        plan.load.replay = wanted
        return true
    }

    /// The first option that speaks of a replay beside `--replay`.
    var replayDetail: String? {
        [
            ("--speed", speed != nil), ("--from", from != nil), ("--to", to != nil),
            ("--loop", loop != nil),
        ].first(where: \.1)?.0
    }
}
