package import Histogram

/// Latencies in nanoseconds with three significant digits, up to an hour and growing beyond.
package typealias LatencyHistogram = Histogram<UInt64>

extension Histogram where Count == UInt64 {
    /// An empty histogram with the layout that all histograms of a record share, so that any two merge.
    package static func latencies() -> LatencyHistogram {
        var histogram = LatencyHistogram(
            lowestDiscernibleValue: 1, highestTrackableValue: 3_600_000_000_000,
            numberOfSignificantValueDigits: .three)
        histogram.autoResize = true
        return histogram
    }

    /// The same with two digits, for what is shown while a run goes on and kept nowhere: 35 kB.
    package static func coarseLatencies() -> LatencyHistogram {
        var histogram = LatencyHistogram(
            lowestDiscernibleValue: 1, highestTrackableValue: 3_600_000_000_000,
            numberOfSignificantValueDigits: .two)
        histogram.autoResize = true
        return histogram
    }
}

/// What one histogram of a record holds.
package struct HistogramKey: Hashable, Sendable, Codable {
    package var metric: Metric
    package var mode: ResponseMode
    package var round: Int

    package init(metric: Metric, mode: ResponseMode, round: Int) {
        self.metric = metric
        self.mode = mode
        self.round = round
    }
}

/// The histograms of a run: samples too many to keep one by one, of measured requests only.
package struct HistogramSet: Sendable {
    package private(set) var histograms: [HistogramKey: LatencyHistogram] = [:]

    package init() {}

    package subscript(key: HistogramKey) -> LatencyHistogram? { histograms[key] }

    /// Adds all counts of `histogram` to what stands under `key`. Commutative and associative.
    package mutating func add(_ histogram: LatencyHistogram, to key: HistogramKey) {
        guard histogram.totalCount > 0 else { return }
        histograms[key, default: .latencies()].add(histogram)
    }

    package mutating func merge(_ other: HistogramSet) {
        for (key, histogram) in other.histograms { add(histogram, to: key) }
    }

    /// Those of some rounds alone.
    package func restricted(to rounds: Set<Int>) -> HistogramSet {
        var set = HistogramSet()
        set.histograms = histograms.filter { rounds.contains($0.key.round) }
        return set
    }

    /// All rounds of one metric and mode together; nil when there is no sample.
    package func pooled(_ metric: Metric, _ mode: ResponseMode) -> LatencyHistogram? {
        let parts = histograms.filter { $0.key.metric == metric && $0.key.mode == mode }
        guard !parts.isEmpty else { return nil }
        return parts.values.reduce(into: .latencies()) { $0.add($1) }
    }
}
