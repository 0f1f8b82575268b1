internal import Foundation
package import RunModel
internal import Statistics

/// A sample counted in bins, for a chart.
package struct BinnedDistribution: Codable, Sendable, Equatable {
    package var metric: MetricName
    package var mode: ResponseMode
    /// Milliseconds, ascending; one more than there are bins. The first bin holds its lower edge too,
    /// and what lies below it.
    package var edges: [Double]
    package var counts: [Int]
    /// Whether the edges are equally spaced on a logarithmic axis instead of a linear one.
    package var isLogarithmic: Bool

    /// As many as a chart has room for, fewer for few values, whose bins would be mostly empty.
    private static func binCount(_ values: Int) -> Int {
        min(40, max(10, Int(1.6 * Double(values).squareRoot())))
    }

    /// Nil for fewer than two different values.
    init?(_ metric: Metric, _ mode: ResponseMode, _ values: some RankedValues) {
        guard values.count > 1 else { return nil }
        let least = values.value(atRank: 1)
        let greatest = values.value(atRank: values.count)
        guard greatest > 0, greatest > least else { return nil }
        self.metric = MetricName(metric)
        self.mode = mode
        // Coalesced events have gaps near nothing, which would take most of a logarithmic axis.
        let low = max(least, (values.quantile(0.5) ?? greatest) / 50, greatest / 1e5)
        // A logarithmic axis would show less of a sample that lies close together.
        isLogarithmic = greatest / low > 8
        let bins = Self.binCount(values.count)
        edges =
            isLogarithmic
            ? Self.edges(log(low), log(greatest), bins).map { exp($0) }
            : Self.edges(low, greatest, bins)
        edges[bins] = greatest
        let cumulative = edges.dropFirst().map { values.countAtMost($0) }
        counts = zip(cumulative, [0] + cumulative.dropLast()).map { $0 - $1 }
    }

    private static func edges(_ low: Double, _ high: Double, _ bins: Int) -> [Double] {
        (0...bins).map { low + (high - low) * Double($0) / Double(bins) }
    }
}

extension JudgedRecord {
    func distributions() -> [BinnedDistribution] {
        modes.flatMap { mode -> [BinnedDistribution?] in
            let successes = measured.filter { $0.mode == mode && $0.outcome.isSuccess }
            let first = SortedSample(
                successes.compactMap { $0.timeToFirstToken?.milliseconds })
            let gaps = histograms.pooled(.interChunkLatency, mode).map { RankedHistogram($0) }
            return [
                BinnedDistribution(.timeToFirstToken, mode, first),
                gaps.flatMap { BinnedDistribution(.interChunkLatency, mode, $0) },
            ]
        }
        .compactMap { $0 }
    }

    func timelines() -> [Timeline] {
        let steps = TimelineSteps(window: window, origin: manifest.origin)
        return modes.flatMap { mode -> [Timeline?] in
            let successes = measured.filter { $0.mode == mode && $0.outcome.isSuccess }
            let first = successes.compactMap { request in
                pair(request.instants.sent, request.timeToFirstToken)
            }
            let longest = successes.compactMap { request in
                pair(request.instants.lastOutput, request.maxGap)
            }
            let gaps = mode == .streaming ? chunks?.gaps.timeline() : nil
            return [
                steps.timeline(.timeToFirstToken, mode, first), gaps,
                steps.timeline(.maxGap, mode, longest),
            ]
        }
        .compactMap { $0 }
    }

    private func pair(
        _ instant: MonotonicInstant?, _ value: Duration?
    ) -> (MonotonicInstant, Duration)? {
        guard let instant, let value else { return nil }
        return (instant, value)
    }
}
