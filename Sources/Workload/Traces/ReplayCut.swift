internal import RunModel

/// The part of a trace that a replay sends, in the order of its times.
struct ReplayCut {
    private(set) var rows: [IndexedRow]
    let sessions: Int
    /// From the part's beginning to its last row, at the speed that was asked for.
    let spanNanoseconds: Int64
    /// From the part's beginning to that of its next repetition: up to `--to` where the trace goes on behind it, else as long
    /// after the last row as rows are apart on average.
    let periodNanoseconds: Int64
    /// What all times of the trace are multiples of, where that is a second or more.
    let stepSeconds: Double?

    /// - Throws: `WorkloadError` where the rows have no times, or none lies in the part.
    init(
        _ all: [IndexedRow], _ replay: ReplayPlan, _ format: PromptsFormat, name: String
    ) throws(WorkloadError) {
        guard format.hasTimes else {
            throw WorkloadError(
                "--replay: \(name) (\(format.rawValue)) has no times; take it as --prompts, with --rate or "
                    + "--concurrency")
        }
        var timed = try Self.timed(all, name)
        let first = timed.lazy.map(\.nanoseconds).min() ?? 0
        for index in timed.indices { timed[index].nanoseconds -= first }
        let from = replay.from?.duration.nanoseconds ?? 0
        let to = replay.to?.duration.nanoseconds ?? .max
        stepSeconds = Self.step(timed)
        let goesOn = timed.contains { $0.nanoseconds >= to }
        timed.removeAll { $0.nanoseconds < from || $0.nanoseconds >= to }
        guard !timed.isEmpty else {
            let last = all.lazy.map(\.nanoseconds).max().map { ($0 - first) / 1_000_000_000 } ?? 0
            throw WorkloadError(
                "--replay: no row of \(name) lies between --from and --to; its last is at \(last) s"
            )
        }
        if !zip(timed, timed.dropFirst()).allSatisfy({ $0.nanoseconds <= $1.nanoseconds }) {
            // A row keeps its place among those of its time.
            let order = timed.indices.sorted {
                (timed[$0].nanoseconds, $0) < (timed[$1].nanoseconds, $1)
            }
            timed = order.map { timed[$0] }
        }
        let speed = replay.factor
        try Self.checkLength(
            Double((timed.last?.nanoseconds ?? 0) - from) / speed, times: replay.times, name)
        func scaled(_ nanoseconds: Int64) -> Int64 {
            speed == 1
                ? nanoseconds
                : Int64(min(Double(nanoseconds) / speed, Self.longestNanoseconds).rounded())
        }
        var numbers: [Int32: Int32] = [:]
        for index in timed.indices {
            timed[index].nanoseconds = scaled(timed[index].nanoseconds - from)
            if timed[index].delayNanoseconds != IndexedRow.none {
                timed[index].delayNanoseconds = scaled(timed[index].delayNanoseconds)
            }
            let session = numbers[timed[index].session] ?? Int32(numbers.count)
            numbers[timed[index].session] = session
            timed[index].session = session
        }
        sessions = numbers.count
        SessionBook.countTurns(&timed, sessions: sessions)
        // The turn that one of these followed lies before the part.
        for index in timed.indices where timed[index].turn == 0 {
            timed[index].delayNanoseconds = IndexedRow.none
        }
        let span = timed.last?.nanoseconds ?? 0
        let part = to == .max ? .max : scaled(to - from)
        let usual = span + max(span / Int64(max(1, timed.count - 1)), 1)
        spanNanoseconds = span
        periodNanoseconds = goesOn ? part : min(part, usual)
        rows = timed
    }

    /// Nobody waits for the end of a longer one, and sums of times stay far from the largest number.
    private static let longestNanoseconds = 10 * 365 * 86_400e9

    /// `span` is that of one repetition, in nanoseconds.
    private static func checkLength(_ span: Double, times: Int, _ name: String)
        throws(WorkloadError)
    {
        guard times == 1 || span > 0 else {
            throw WorkloadError(
                "--loop: the rows of \(name) that are sent have all the same time, so that nothing says how long "
                    + "to wait before they are sent again")
        }
        guard span * Double(times) <= longestNanoseconds else {
            throw WorkloadError(
                "--replay: \(name) would take more than ten years; take a part of it (--from, --to), a greater "
                    + "--speed or a smaller --loop")
        }
    }

    /// A time for each row, for order, parts, rounds and the warm-up: where it has none of its own the earliest that can be,
    /// its delay after that of the turn before, as if answers took no time.
    private static func timed(
        _ all: [IndexedRow], _ name: String
    ) throws(WorkloadError) -> [IndexedRow] {
        var rows = all
        var latest: [Int32: Int64] = [:]
        for index in rows.indices {
            let session = rows[index].session
            if rows[index].nanoseconds == IndexedRow.none {
                guard let before = latest[session] else {
                    throw WorkloadError(
                        "\(name), line \(rows[index].line): has no timestamp, which --replay needs of the first "
                            + "turn of a conversation")
                }
                if rows[index].delayNanoseconds == IndexedRow.none {
                    rows[index].delayNanoseconds = 0
                }
                // Both are at most a century, and a conversation of a thousand of these would not be replayed.
                rows[index].nanoseconds = min(
                    before + rows[index].delayNanoseconds, Int64.max / 4)
            }
            latest[session] = max(latest[session] ?? .min, rows[index].nanoseconds)
        }
        return rows
    }

    /// The greatest common divisor of all times since the first.
    private static func step(_ rows: [IndexedRow]) -> Double? {
        var divisor: Int64 = 0
        for row in rows {
            var one = row.nanoseconds
            while one != 0 { (divisor, one) = (one, divisor % one) }
            if divisor > 0, divisor < 1_000_000_000 { return nil }
        }
        return divisor > 0 ? Double(divisor) / 1e9 : nil
    }
}
