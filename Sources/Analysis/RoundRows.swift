internal import RunModel
internal import Statistics

/// The rounds of one mode: the unit by which runs are compared, since requests of one run depend on
/// each other.
struct RoundRows {
    let record: JudgedRecord
    let mode: ResponseMode

    /// The rounds' own rows, and over them the mean of each with Student's t interval.
    func rows() -> [SummaryRow] {
        let rounds = Set(record.measured.lazy.filter { $0.mode == mode }.map(\.round)).sorted()
        let slices = slices(of: rounds)
        let own = rounds.flatMap { round -> [SummaryRow] in
            ModeRows(record: record, mode: mode, round: round).roundRows()
                + (slices[round].map { arrivals(in: $0, round: round) } ?? [])
        }
        return own + means(of: own)
    }

    /// Each round lasts from its first scheduled request to that of the next one, and the last to the
    /// window's end. Rounds that were not run one after another have no such span.
    private func slices(of rounds: [Int]) -> [Int: TimeSlice] {
        let starts = rounds.compactMap { round in
            record.measured.lazy.filter { $0.round == round }.map(\.instants.scheduled).min()
        }
        let edges = starts + [record.window.slice(origin: record.manifest.origin).end]
        guard starts.count == rounds.count, zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 })
        else { return [:] }
        var slices: [Int: TimeSlice] = [:]
        for (index, round) in rounds.enumerated() {
            slices[round] = TimeSlice(start: edges[index], end: edges[index + 1])
        }
        return slices
    }

    private func arrivals(in slice: TimeSlice, round: Int) -> [SummaryRow] {
        // Chunk rows were counted for the whole window only.
        ArrivalCount(record.requests.filter { $0.mode == mode }, in: slice, chunks: nil)
            .rows(mode: mode, seconds: slice.seconds, round: round)
    }

    private struct Compared {
        let metric: MetricName
        let statistic: Statistic
    }

    private static let compared: [Compared] =
        [
            Metric.timeToFirstByte, .timeToFirstToken, .timeToFirstTokenScheduled, .firstGap,
            .interChunkLatency, .maxGap, .timePerOutputToken, .endToEnd, .endToEndScheduled,
        ].map { Compared(metric: MetricName($0), statistic: .p50) } + [
            Compared(metric: .tokenThroughput, statistic: .rate),
            Compared(metric: .eventThroughput, statistic: .rate),
            Compared(metric: .requestThroughput, statistic: .rate),
            Compared(metric: .failures, statistic: .share),
        ]

    private func means(of rows: [SummaryRow]) -> [SummaryRow] {
        Self.compared.compactMap { compared -> SummaryRow? in
            let found = rows.filter {
                $0.metric == compared.metric && $0.statistic == compared.statistic
                    && $0.connection == .all
            }
            let values = found.compactMap(\.value)
            guard values.count == found.count, let unit = found.first?.unit,
                let mean = MeanInterval(values)
            else { return nil }
            return SummaryRow(
                compared.metric, mode, .roundMean, mean.mean, unit, low: mean.low,
                high: mean.high, count: mean.count,
                note: "mean over rounds of the \(compared.statistic.rawValue)")
        }
    }
}
