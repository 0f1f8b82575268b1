internal import RunModel
internal import Statistics

/// A quantity that was sampled: makes the estimates of its values.
struct MeasuredSample {
    private let metric: MetricName
    private let unit: SummaryUnit
    /// What every estimate of it takes for granted.
    private let note: String
    /// False where the samples are of no one distribution, so that an interval would be of nothing.
    private let hasIntervals: Bool

    init(
        _ metric: MetricName, _ unit: SummaryUnit = .milliseconds, note: String = "",
        hasIntervals: Bool = true
    ) {
        self.metric = metric
        self.unit = unit
        self.note = note
        self.hasIntervals = hasIntervals
    }

    /// Values in order of time.
    func numbers(_ values: [Double]) -> SampleNumbers {
        SampleNumbers(all: percentiles(OrderedSample(values)))
    }

    /// Of values that took so many seconds to come, where that is known. Nil when there are none.
    func percentiles(_ sample: OrderedSample, seconds: Double? = nil) -> Percentiles? {
        percentiles(sample.sorted, mean: sample.sorted.mean) { q in
            interval(sample.estimate(quantile: q), seconds: seconds)
        }
    }

    /// Gaps have no order among each other, and those of a stream are alike: the interval is that over rounds,
    /// for which five are needed.
    func percentiles(_ histogram: RankedHistogram, rounds: [RankedHistogram]) -> Percentiles? {
        percentiles(histogram, mean: histogram.mean, smallest: histogram.smallest) { q in
            guard let found = histogram.interval(quantile: q, rounds: rounds) else {
                return Interval(note: SummaryNote.tooFewRounds)
            }
            return Interval(low: found.low, high: found.high)
        }
    }

    /// The bounds of a percentile, or why there are none.
    private struct Interval {
        var low: Double?
        var high: Double?
        var note = ""
    }

    private func interval(_ found: DependentEstimate?, seconds: Double?) -> Interval {
        guard let found else { return Interval() }
        guard found.lengthNeeded > 1 else { return Interval(low: found.low, high: found.high) }
        let needed = seconds.map { Int(($0 * found.lengthNeeded).rounded(.up)) }
        return Interval(
            note: SummaryNote.tooShortForInterval
                + (needed.map { ": it takes about \($0) s" } ?? "")
        )
    }

    private func percentiles(
        _ values: some RankedValues, mean: Double?, smallest: Double? = nil,
        interval: (Double) -> Interval
    ) -> Percentiles? {
        guard values.count > 0 else { return nil }
        return Percentiles { statistic in
            switch statistic {
            case .count:
                estimate(.count, Double(values.count), unit: .count, count: values.count)
            case .min: estimate(.min, smallest ?? values.value(atRank: 1), count: values.count)
            case .mean: estimate(.mean, mean, count: values.count)
            case .max:
                estimate(.max, values.value(atRank: values.count), count: values.count)
            default: percentile(statistic, of: values, interval: interval)
            }
        }
    }

    /// The percentile with its interval, or its place with the reason it is empty.
    private func percentile(
        _ statistic: Statistic, of values: some RankedValues, interval: (Double) -> Interval
    ) -> Estimate? {
        guard let q = statistic.quantile else { return nil }
        guard values.count >= QuantileRanks.sampleFloor(quantile: q),
            let value = values.quantile(q)
        else { return estimate(statistic, nil, count: values.count, adding: SummaryNote.tooFew) }
        let bounds = hasIntervals ? interval(q) : Interval()
        var result = estimate(statistic, value, count: values.count, adding: bounds.note)
        result.low = bounds.low
        result.high = bounds.high
        return result
    }

    /// Percentiles over successes and failures together, a failure being infinitely slow; nil when there are
    /// neither.
    func adjusted(_ sample: OrderedSample, seconds: Double? = nil) -> AdjustedPercentiles? {
        guard sample.count > 0 else { return nil }
        func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
        return AdjustedPercentiles { statistic in
            guard let q = statistic.quantile else { return nil }
            guard sample.count >= QuantileRanks.sampleFloor(quantile: q),
                let found = sample.estimate(quantile: q)
            else {
                return estimate(statistic, nil, count: sample.count, adding: SummaryNote.tooFew)
            }
            let value = finite(found.value)
            let bounds = hasIntervals ? interval(found, seconds: seconds) : Interval()
            let notes = [
                value == nil ? SummaryNote.infinite : SummaryNote.failuresInfinite, bounds.note,
            ]
            var result = estimate(
                statistic, value, count: sample.count,
                adding: notes.filter { !$0.isEmpty }.joined(separator: "; "))
            result.low = finite(bounds.low)
            result.high = finite(bounds.high)
            return result
        }
    }

    private func estimate(
        _ statistic: Statistic, _ value: Double?, unit: SummaryUnit? = nil, count: Int,
        adding extra: String = ""
    ) -> Estimate {
        Estimate(
            metric, statistic, value, unit ?? self.unit, count: count,
            note: [note, extra].filter { !$0.isEmpty }.joined(separator: "; "))
    }
}
