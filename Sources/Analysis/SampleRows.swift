internal import RunModel
internal import Statistics

/// A sample of one quantity and what it is of: makes the rows of a summary.
struct MeasuredSample {
    var metric: MetricName
    var mode: ResponseMode
    var connection: ConnectionScope = .all
    var round: Int?
    var unit: SummaryUnit = .milliseconds
    var note = ""

    /// Count, least, mean, percentiles and greatest of `values`; nothing when there are none.
    func rows(_ values: some RankedValues, mean: Double?, smallest: Double? = nil) -> [SummaryRow] {
        guard values.count > 0 else { return [] }
        let least = smallest ?? values.value(atRank: 1)
        return [
            row(.count, Double(values.count), unit: .count, count: values.count),
            row(.min, least, count: values.count),
            row(.mean, mean, count: values.count),
        ] + Statistic.percentiles.compactMap { percentile($0, of: values) }
            + [row(.max, values.value(atRank: values.count), count: values.count)]
    }

    func rows(_ sample: SortedSample) -> [SummaryRow] { rows(sample, mean: sample.mean) }

    func rows(_ histogram: RankedHistogram) -> [SummaryRow] {
        rows(histogram, mean: histogram.mean, smallest: histogram.smallest)
    }

    /// The percentile with its order-statistic interval, or its place with the reason it is empty.
    func percentile(_ statistic: Statistic, of values: some RankedValues) -> SummaryRow? {
        guard let q = statistic.quantile else { return nil }
        guard values.count >= QuantileRanks.sampleFloor(quantile: q),
            let estimate = values.estimate(quantile: q)
        else { return row(statistic, nil, count: values.count, adding: SummaryNote.tooFew) }
        var result = row(statistic, estimate.value, count: values.count)
        result.low = estimate.low
        result.high = estimate.high
        return result
    }

    /// Percentiles over successes and failures together, a failure being infinitely slow.
    func adjustedRows(_ successes: SortedSample, failures: Int) -> [SummaryRow] {
        let all = successes.count + failures
        guard all > 0 else { return [] }
        return Statistic.adjustedPercentiles.compactMap { statistic in
            guard let q = statistic.quantile else { return nil }
            guard all >= QuantileRanks.sampleFloor(quantile: q) else {
                return row(statistic, nil, count: all, adding: SummaryNote.tooFew)
            }
            func value(_ rank: Int?) -> Double? {
                rank.flatMap { $0 <= successes.count ? successes.value(atRank: $0) : nil }
            }
            let ranks = QuantileRanks(quantile: q, count: all)
            let estimate = value(QuantileRanks.nearest(q, of: all))
            var result = row(
                statistic, estimate, count: all,
                adding: estimate == nil
                    ? SummaryNote.infinite : SummaryNote.failuresInfinite)
            result.low = value(ranks.low)
            result.high = value(ranks.high)
            return result
        }
    }

    private func row(
        _ statistic: Statistic, _ value: Double?, unit: SummaryUnit? = nil, count: Int,
        adding extra: String = ""
    ) -> SummaryRow {
        let notes = [note, extra].filter { !$0.isEmpty }.joined(separator: "; ")
        return SummaryRow(
            metric, mode, connection: connection, round: round, statistic, value, unit ?? self.unit,
            count: count, note: notes)
    }
}
