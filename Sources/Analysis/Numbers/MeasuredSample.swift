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

    func numbers(_ values: [Double]) -> SampleNumbers {
        SampleNumbers(all: percentiles(SortedSample(values)))
    }

    func percentiles(_ sample: SortedSample) -> Percentiles? {
        percentiles(sample, mean: sample.mean)
    }

    func percentiles(_ histogram: RankedHistogram) -> Percentiles? {
        percentiles(histogram, mean: histogram.mean, smallest: histogram.smallest)
    }

    /// Nil when there are no values.
    private func percentiles(
        _ values: some RankedValues, mean: Double?, smallest: Double? = nil
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
            default: percentile(statistic, of: values)
            }
        }
    }

    /// The percentile with its order-statistic interval, or its place with the reason it is empty.
    private func percentile(_ statistic: Statistic, of values: some RankedValues) -> Estimate? {
        guard let q = statistic.quantile else { return nil }
        guard values.count >= QuantileRanks.sampleFloor(quantile: q),
            let found = values.estimate(quantile: q)
        else { return estimate(statistic, nil, count: values.count, adding: SummaryNote.tooFew) }
        var result = estimate(statistic, found.value, count: values.count)
        result.low = hasIntervals ? found.low : nil
        result.high = hasIntervals ? found.high : nil
        return result
    }

    /// Percentiles over successes and failures together, a failure being infinitely slow; nil when there are
    /// neither.
    func adjusted(_ successes: SortedSample, failures: Int) -> AdjustedPercentiles? {
        let all = successes.count + failures
        guard all > 0 else { return nil }
        return AdjustedPercentiles { statistic in
            guard let q = statistic.quantile else { return nil }
            guard all >= QuantileRanks.sampleFloor(quantile: q) else {
                return estimate(statistic, nil, count: all, adding: SummaryNote.tooFew)
            }
            func value(_ rank: Int?) -> Double? {
                rank.flatMap { $0 <= successes.count ? successes.value(atRank: $0) : nil }
            }
            let ranks = QuantileRanks(quantile: q, count: all)
            let found = value(QuantileRanks.nearest(q, of: all))
            var result = estimate(
                statistic, found, count: all,
                adding: found == nil ? SummaryNote.infinite : SummaryNote.failuresInfinite)
            result.low = hasIntervals ? value(ranks.low) : nil
            result.high = hasIntervals ? value(ranks.high) : nil
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
