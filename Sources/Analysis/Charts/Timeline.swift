internal import Histogram
package import RunModel
internal import Statistics

/// How a latency went over the time of a run, in equal steps. Steps without a sample are left out.
package struct Timeline: Codable, Sendable, Equatable {
    /// What the samples are and at which moment each is placed.
    package enum Source: String, Codable, Sendable {
        /// Every gap, where it ended.
        case chunks
        /// One value a request: its longest gap where its stream ended, its TTFT where it was sent.
        case requests
    }

    package struct Step: Codable, Sendable, Equatable {
        /// Seconds since the window's start.
        package var startSeconds: Double
        package var endSeconds: Double
        package var count: Int
        package var p50Milliseconds: Double
        /// Absent below its sample floor.
        package var p99Milliseconds: Double?
        package var maxMilliseconds: Double
    }

    package var metric: MetricName
    package var mode: ResponseMode
    package var source: Source
    package var steps: [Step]

    static let stepCount = 60
}

/// The time of a run in equal steps.
struct TimelineSteps {
    let start: MonotonicInstant
    let width: Double

    init(window: MeasuredWindow, origin: MonotonicInstant) {
        start = window.slice(origin: origin).start
        width = window.seconds / Double(Timeline.stepCount)
    }

    func index(of instant: MonotonicInstant) -> Int? {
        guard width > 0, instant >= start else { return nil }
        let index = Int((instant - start).seconds / width)
        return index < Timeline.stepCount ? index : nil
    }

    func step(_ index: Int, _ values: some RankedValues) -> Timeline.Step? {
        guard let median = values.quantile(0.5) else { return nil }
        let isEnough = values.count >= QuantileRanks.sampleFloor(quantile: 0.99)
        return Timeline.Step(
            startSeconds: Double(index) * width, endSeconds: Double(index + 1) * width,
            count: values.count, p50Milliseconds: median,
            p99Milliseconds: isEnough ? values.quantile(0.99) : nil,
            maxMilliseconds: values.value(atRank: values.count))
    }

    /// Nil when no sample lies in the window.
    func timeline(
        _ metric: Metric, _ mode: ResponseMode, _ samples: [(MonotonicInstant, Duration)]
    ) -> Timeline? {
        var parts: [Int: [Double]] = [:]
        for (instant, value) in samples {
            guard let index = index(of: instant) else { continue }
            parts[index, default: []].append(value.milliseconds)
        }
        let steps = parts.sorted { $0.key < $1.key }
            .compactMap { step($0.key, SortedSample($0.value)) }
        guard !steps.isEmpty else { return nil }
        return Timeline(
            metric: MetricName(metric), mode: mode, source: .requests, steps: steps)
    }
}

/// Gaps of chunk rows, by the time they ended. Two significant digits keep a step at 40 kB.
struct TimelineGaps: Sendable {
    private let steps: TimelineSteps
    private var parts: [Int: Histogram<UInt64>] = [:]

    init(window: MeasuredWindow, origin: MonotonicInstant) {
        steps = TimelineSteps(window: window, origin: origin)
    }

    mutating func add(_ gap: Duration, endedAt instant: MonotonicInstant) {
        guard let index = steps.index(of: instant) else { return }
        if parts[index] == nil {
            var histogram = Histogram<UInt64>(
                highestTrackableValue: 3_600_000_000_000, numberOfSignificantValueDigits: .two)
            histogram.autoResize = true
            parts[index] = histogram
        }
        parts[index]?.record(UInt64(max(gap.nanoseconds, 0)))
    }

    func timeline() -> Timeline? {
        let made = parts.sorted { $0.key < $1.key }
            .compactMap { steps.step($0.key, RankedHistogram($0.value)) }
        guard !made.isEmpty else { return nil }
        return Timeline(
            metric: MetricName(.interChunkLatency), mode: .streaming, source: .chunks, steps: made)
    }
}

extension TimelineSteps: Sendable {}
