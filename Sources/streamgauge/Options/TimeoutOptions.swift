import ArgumentParser
import RunModel

/// Time-outs of a request; each is an outcome of its own.
struct TimeoutOptions: ParsableArguments {
    @Option(
        name: .customLong("timeout-connect"),
        help: ArgumentHelp("To resolve, connect and secure (default 10s).", valueName: "time"))
    var connect: TimeSpan?

    @Option(
        name: .customLong("timeout-first-byte"),
        help: ArgumentHelp("From sending to the response head (default 60s).", valueName: "time"))
    var firstByte: TimeSpan?

    @Option(
        name: .customLong("timeout-first-token"),
        help: ArgumentHelp("From sending to the first output (default 120s).", valueName: "time"))
    var firstToken: TimeSpan?

    @Option(
        name: .customLong("timeout-gap"),
        help: ArgumentHelp("Between two outputs (default 60s).", valueName: "time"))
    var gap: TimeSpan?

    @Option(
        name: .customLong("timeout-total"),
        help: ArgumentHelp("For the whole request (default 10m).", valueName: "time"))
    var total: TimeSpan?

    /// The longest that is given.
    var longest: Duration? {
        [connect, firstByte, firstToken, gap, total].compactMap { $0?.duration }.max()
    }

    func apply(to plan: inout RunPlan) {
        plan.timeouts.connect = connect ?? plan.timeouts.connect
        plan.timeouts.firstByte = firstByte ?? plan.timeouts.firstByte
        plan.timeouts.firstToken = firstToken ?? plan.timeouts.firstToken
        plan.timeouts.gap = gap ?? plan.timeouts.gap
        plan.timeouts.total = total ?? plan.timeouts.total
    }
}
