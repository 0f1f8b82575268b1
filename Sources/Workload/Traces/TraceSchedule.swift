package import RunModel

/// What a replay sends when: the rows of its part, as often as asked for, each conversation in its order. A function of
/// the file and the plan alone, so that shards share it without a word.
package struct TraceSchedule: Sendable {
    let rows: [IndexedRow]
    let sessions: Int
    /// From the beginning of one repetition to that of the next, in nanoseconds.
    let period: Int64
    /// Rows of all repetitions.
    let count: Int
    package let account: ReplayAccount

    init(_ cut: ReplayCut, times: Int) {
        rows = cut.rows
        sessions = cut.sessions
        period = max(cut.periodNanoseconds, 1)
        count = cut.rows.count * times
        account = ReplayAccount(
            rows: cut.rows.count, seconds: Double(cut.spanNanoseconds) / 1e9,
            stepSeconds: cut.stepSeconds)
    }

    /// Rows that are due so long after an answer: when is not known before.
    package var delayedTurns: Int { rows.count { $0.delayNanoseconds != IndexedRow.none } }

    /// All repetitions, in seconds; with delayed turns at least.
    package var seconds: Double { Double(period) / 1e9 * Double(count / max(1, rows.count)) }

    /// Requests a second, over all of it.
    package var requestsPerSecond: Double { Double(count) / max(seconds, 1e-3) }

    func row(_ position: Int) -> IndexedRow { rows[position % rows.count] }

    /// When the row at `position` is due, since the beginning; a delayed turn at the earliest.
    func due(_ position: Int) -> Int64 {
        Int64(position / rows.count) * period + row(position).nanoseconds
    }

    /// The conversation of the row at `position`: each repetition has conversations of its own.
    func session(_ position: Int) -> Int {
        position / rows.count * sessions + Int(row(position).session)
    }

    /// Requests that a shard measures: what is due after the warm-up, in the conversations that are its own.
    package func measuredRequests(of shard: Shard, warmup: Duration) -> Int {
        let begin = warmup.nanoseconds
        return (0..<count).count {
            due($0) >= begin && session($0) % shard.count == shard.index
        }
    }
}
