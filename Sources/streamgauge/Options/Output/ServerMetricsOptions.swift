import ArgumentParser
import RunModel

/// Whose own metrics are read beside a run.
struct ServerMetricsOptions: ParsableArguments {
    @Option(
        name: .customLong("server-metrics"),
        help: ArgumentHelp(
            "Read the server's own metrics (Prometheus text) from here through the run, and lay them beside what is "
                + "measured: an address, or a path at the target's, such as /metrics. More than once: all servers of it.",
            valueName: "url", visibility: .hidden))
    var addresses: [String] = []

    @Option(
        name: .customLong("server-metrics-every"),
        help: ArgumentHelp(
            "With --server-metrics: how often, from 100ms to 1m (default 1s).", valueName: "time",
            visibility: .hidden))
    var every: TimeSpan?

    func apply(to plan: inout RunPlan) {
        if !addresses.isEmpty { plan.record.serverMetrics = addresses }
        plan.record.serverMetricsEvery = every ?? plan.record.serverMetricsEvery
    }
}
