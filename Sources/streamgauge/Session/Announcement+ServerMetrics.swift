import RunModel

extension Announcement {
    /// Where the server's own metrics are read from; empty where they are not.
    static func serverMetrics(_ plan: RunPlan) -> String {
        let addresses = (plan.record.serverMetrics ?? []).map(RunPlan.withoutSecrets(url:))
        guard !addresses.isEmpty else { return "" }
        let every = TimeSpan(plan.record.serverMetricsPeriod)
        let often = every.duration == .seconds(1) ? "once a second" : "every \(every)"
        return " Beside them the server's own metrics are read \(often), without a key: "
            + addresses.joined(separator: ", ") + "."
    }
}
