internal import Analysis
internal import RunModel

/// A number that runs are set side by side by.
struct RunsQuantity: Sendable {
    let path: any KeyPath<ModeNumbers, Estimate?> & Sendable
    var isLessBetter = true

    func value(in numbers: ModeNumbers?) -> Estimate? { numbers?[keyPath: path] }

    /// Quantities that stand in one table.
    struct Group: Sendable {
        let name: String
        let quantities: [RunsQuantity]
    }

    /// Latencies from the schedule's moment only where a run was an open loop.
    static func groups(hasOpenLoop: Bool) -> [Group] {
        (hasOpenLoop ? [scheduled] : []) + [latency, pace]
    }

    private static let scheduled = Group(
        name: "Latency from the scheduled time",
        quantities: [
            RunsQuantity(path: \.timeToFirstTokenScheduled.p50),
            RunsQuantity(path: \.timeToFirstTokenScheduled.p95),
            RunsQuantity(path: \.timeToFirstTokenScheduled.p99),
            RunsQuantity(path: \.endToEndScheduled.p50),
            RunsQuantity(path: \.endToEndScheduled.p95),
            RunsQuantity(path: \.endToEndScheduled.p99),
        ])

    private static let latency = Group(
        name: "Latency",
        quantities: [
            RunsQuantity(path: \.timeToFirstToken.p50), RunsQuantity(path: \.timeToFirstToken.p95),
            RunsQuantity(path: \.timeToFirstToken.p99), RunsQuantity(path: \.endToEnd.p50),
            RunsQuantity(path: \.endToEnd.p95), RunsQuantity(path: \.endToEnd.p99),
        ])

    private static let pace = Group(
        name: "Gaps, throughput and failures",
        quantities: [
            RunsQuantity(path: \.interChunkLatency.p50),
            RunsQuantity(path: \.interChunkLatency.p95),
            RunsQuantity(path: \.maxGap.p95),
            RunsQuantity(path: \.tokenThroughput, isLessBetter: false),
            RunsQuantity(path: \.requestThroughput, isLessBetter: false),
            RunsQuantity(path: \.failures?.share),
        ])
}
