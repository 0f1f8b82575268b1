import ArgumentParser
import RunModel

/// How often a watch measures, what a day of it may cost, and whom it tells.
struct WatchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long after a round began the next begins: 10s to 7d (default 10m).",
            valueName: "time"))
    var every: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Leave out rounds that could take more than this in any 24 hours; wants --price.",
            valueName: "cost"))
    var maxCostPerDay: Double?

    @Option(
        help: ArgumentHelp(
            "Run this by the shell when a metric's level changed, an assertion no longer holds or holds again, or no request "
                + "succeeds or some do again; never for one round out of line.",
            valueName: "command"))
    var onChange: String?

    @Option(
        help: ArgumentHelp(
            "Serve /metrics for Prometheus and the trend at this port (9464 is usual); 0 for any that is free.",
            valueName: "port"))
    var port: Int?

    @Option(
        help: ArgumentHelp(
            "With --port: where to listen (default 127.0.0.1).", valueName: "ip",
            visibility: .hidden))
    var address = "127.0.0.1"

    @Option(
        help: ArgumentHelp(
            "End after so many rounds, those that the day's budget left out among them (default: never).",
            valueName: "n"))
    var times: Int?

    @Option(
        help: ArgumentHelp(
            "Keep the records of the last so many rounds; numbers stay in the history.",
            valueName: "n"))
    var keep = 100

    @OptionGroup var history: HistoryOptions

    @Option(help: ArgumentHelp("A label of each run, name=value; may be repeated."))
    var label: [LabelOption] = []

    /// - Throws: `ValidationError` naming the option and the fix.
    func validate() throws {
        guard (10...604_800).contains(period.duration.seconds) else {
            throw ValidationError("--every takes a time from 10s to 7d, such as 10m.")
        }
        guard (times ?? 1) >= 1 else { throw ValidationError("--times takes a number from 1 on.") }
        guard (0...65_535).contains(port ?? 0) else {
            throw ValidationError("--port takes a number from 0 to 65535.")
        }
        guard address == "127.0.0.1" || port != nil else {
            throw ValidationError("--address is where --port listens; add it.")
        }
        guard keep >= 1 else { throw ValidationError("--keep takes a number from 1 on.") }
        if let most = maxCostPerDay {
            guard most > 0, most.isFinite else {
                throw ValidationError("--max-cost-per-day takes an amount above 0, such as 1.50.")
            }
        }
    }

    var period: TimeSpan { every ?? TimeSpan(.seconds(600)) }

    /// Rounds that begin within a day.
    var roundsADay: Double { 86_400 / period.duration.seconds }
}
