import ArgumentParser
import Foundation
import RunModel

/// What a plan says of the server's own metrics.
extension PlanCheck {
    private static let mostSources = 16
    private static let periods = Duration.milliseconds(100)...Duration.seconds(60)

    /// - Throws: `ValidationError` naming the option and the fix.
    static func validateServerMetrics(_ plan: RunPlan) throws {
        let addresses = plan.record.serverMetrics ?? []
        if let every = plan.record.serverMetricsEvery {
            try require(
                periods.contains(every.duration),
                "--server-metrics-every takes a time from 100ms to 1m.")
            try require(
                !addresses.isEmpty,
                "--server-metrics-every says how often the server's metrics are read; say where: --server-metrics "
                    + "/metrics.")
        }
        try require(
            addresses.count <= mostSources,
            "--server-metrics takes at most \(mostSources) addresses.")
        for (index, address) in addresses.enumerated() {
            try validateSource(address, shown: RunPlan.withoutSecrets(url: address))
            try require(
                !addresses[..<index].contains(address),
                "--server-metrics: '\(RunPlan.withoutSecrets(url: address))' is given twice; each is read once a time."
            )
        }
    }

    private static func validateSource(_ address: String, shown: String) throws {
        let hasControl = address.unicodeScalars.contains { $0.value <= 0x20 || $0.value == 0x7F }
        if address.hasPrefix("/"), !address.hasPrefix("//") {
            return try require(
                !hasControl && !address.contains("#"),
                "--server-metrics: '\(shown)' is no path; write one like /metrics.")
        }
        let url = URL(address: address)
        let isHTTP = url?.scheme == "http" || url?.scheme == "https"
        try require(
            isHTTP && url?.host?.isEmpty == false && url?.fragment == nil && !hasControl
                && (1...65_535).contains(url?.port ?? 80),
            "--server-metrics: '\(shown)' is no address; write it like http://127.0.0.1:8000/metrics, or /metrics for "
                + "the target's own.")
        try require(
            url?.user == nil && url?.password == nil,
            "--server-metrics must not hold a user or password, for metrics are asked for without a key; give an address "
                + "that wants none.")
    }
}
