internal import RunModel
internal import Statistics

/// The rows of one mode, over the whole run or over one round of it.
struct ModeRows {
    let record: JudgedRecord
    let mode: ResponseMode
    let round: Int?
    let requests: [RequestRecord]
    let successes: [RequestRecord]
    /// Those whose latencies up to the first gap are true: what we cancelled had begun well.
    let begun: [RequestRecord]

    init(record: JudgedRecord, mode: ResponseMode, round: Int?) {
        self.record = record
        self.mode = mode
        self.round = round
        requests = record.measured.filter {
            $0.mode == mode && (round == nil || $0.round == round)
        }
        successes = requests.filter(\.outcome.isSuccess)
        begun = requests.filter { $0.outcome.isSuccess || $0.outcome == .cancelled }
    }

    func rows() -> [SummaryRow] {
        countRows() + latencyRows() + gapRows() + displayRows() + connectRows() + speedRows()
            + arrivalRows()
            + goodputRows() + outcomeRows() + eventRows() + tokenRows() + wireRows() + clientRows()
    }

    /// The few rows that a round is compared by.
    func roundRows() -> [SummaryRow] { countRows() + latencyRows() + gapRows() + speedRows() }

    func sample(
        _ metric: MetricName, _ connection: ConnectionScope = .all,
        unit: SummaryUnit = .milliseconds, note: String = ""
    ) -> MeasuredSample {
        MeasuredSample(
            metric: metric, mode: mode, connection: connection, round: round, unit: unit,
            note: note)
    }

    func share(_ metric: MetricName, _ part: Int, of total: Int) -> [SummaryRow] {
        guard let share = Proportion(part, of: total) else { return [] }
        return [
            SummaryRow(
                metric, mode, round: round, .count, Double(part), .count, count: total),
            SummaryRow(
                metric, mode, round: round, .share, share.value, .share,
                low: share.low, high: share.high, count: total),
        ]
    }

    private func countRows() -> [SummaryRow] {
        let cold = requests.count { $0.connection == .cold }
        let warm = requests.count { $0.connection == .warm }
        let counted = requests.count { $0.outcome.isSuccess || $0.outcome.isFailure }
        return [(ConnectionScope.all, requests.count), (.cold, cold), (.warm, warm)].map {
            SummaryRow(
                .requests, mode, connection: $0, round: round, .count, Double($1), .count, count: $1
            )
        } + share(.failures, counted - successes.count, of: counted)
    }
}
