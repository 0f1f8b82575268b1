internal import RunModel

/// Where a number of `ModeNumbers` stands among the rows of a summary: how it is written, and how it is read
/// back. A number without a field would be in no file, which NumberTableTests would find.
struct NumberField: Sendable {
    let metric: MetricName
    let write: @Sendable (ModeNumbers) -> [(connection: ConnectionScope, estimate: Estimate)]
    let read: @Sendable (PlacedRows, inout ModeNumbers) -> Void
}

typealias NumberPath<Value> = any WritableKeyPath<ModeNumbers, Value> & Sendable

extension NumberField {
    /// A sampled quantity: its percentiles, those with failures, and those of each kind of connection.
    static func sample(_ metric: MetricName, _ path: NumberPath<SampleNumbers>) -> NumberField {
        NumberField(metric: metric) { numbers in
            let sample = numbers[keyPath: path]
            func placed(
                _ connection: ConnectionScope, _ estimates: [Estimate]?
            ) -> [(connection: ConnectionScope, estimate: Estimate)] {
                (estimates ?? []).map { (connection, $0) }
            }
            return placed(.all, sample.all?.estimates) + placed(.all, sample.adjusted?.estimates)
                + placed(.cold, sample.cold?.estimates) + placed(.warm, sample.warm?.estimates)
        } read: { rows, numbers in
            var sample = SampleNumbers()
            sample.all = Percentiles { rows[metric, $0] }
            sample.adjusted = AdjustedPercentiles { rows[metric, $0] }
            sample.cold = Percentiles { rows[metric, $0, .cold] }
            sample.warm = Percentiles { rows[metric, $0, .warm] }
            numbers[keyPath: path] = sample
        }
    }

    static func share(_ metric: MetricName, _ path: NumberPath<CountedShare?>) -> NumberField {
        NumberField(metric: metric) { numbers in
            guard let part = numbers[keyPath: path] else { return [] }
            return [(.all, part.count), (.all, part.share)]
        } read: { rows, numbers in
            guard let count = rows[metric, .count], let share = rows[metric, .share] else { return }
            numbers[keyPath: path] = CountedShare(count: count, share: share)
        }
    }

    static func single(
        _ metric: MetricName, _ statistic: Statistic, _ path: NumberPath<Estimate?>,
        connection: ConnectionScope = .all
    ) -> NumberField {
        NumberField(metric: metric) { numbers in
            numbers[keyPath: path].map { [(connection, $0)] } ?? []
        } read: { rows, numbers in
            numbers[keyPath: path] = rows[metric, statistic, connection]
        }
    }
}

/// The rows of one place, a mode or a round of it, by what they are called.
struct PlacedRows {
    private struct Key: Hashable {
        let metric: MetricName
        let statistic: Statistic
        let connection: ConnectionScope
    }

    private var estimates: [Key: Estimate] = [:]

    mutating func add(_ row: SummaryRow) {
        let key = Key(metric: row.metric, statistic: row.statistic, connection: row.connection)
        estimates[key] = row.estimate
    }

    subscript(
        metric: MetricName, statistic: Statistic, connection: ConnectionScope = .all
    ) -> Estimate? {
        estimates[Key(metric: metric, statistic: statistic, connection: connection)]
    }
}
