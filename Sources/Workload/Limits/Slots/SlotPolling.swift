internal import RunModel

/// Attempts to be let in, one after another.
struct SlotPolling: Sendable {
    let victim: Int
    let probe: ProbeStep
    let since: Duration
    /// Times since the end at which an attempt tells more than at others: around when the victim would
    /// have ended, and around when a slot was free before.
    let marks: [Duration]
    let growth: Double
    var step = Duration.milliseconds(10)
    var due: Duration
    var deadline: Duration
    var attempt: Int?

    /// Without a slot the next attempt comes after 10 ms, then after times that grow.
    mutating func turnedAway(at elapsed: Duration) {
        attempt = nil
        while since + step <= elapsed { step = step * growth }
        let mark = marks.filter { since + $0 > elapsed }.min()
        due = since + min(step, mark ?? step)
    }
}
