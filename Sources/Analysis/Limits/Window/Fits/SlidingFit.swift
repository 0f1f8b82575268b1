/// Whether a window that slides with the time explains the answers: a request is let in when fewer than
/// the limit were counted in the length before it.
struct SlidingFit: Sendable {
    /// Limits that explain every answer.
    let limits: ClosedRange<Int>

    init?(_ evidence: WindowEvidence) {
        let span = evidence.length - evidence.tolerance
        var least = 1
        for item in evidence.observations
        where item.leastCount(countsRejected: evidence.countsRejected) > 0 {
            least = max(least, evidence.leastUse(from: item.sent, through: item.sent + span))
        }
        var most = Int.max
        for (index, item) in evidence.refused.enumerated() {
            let start = item.sent - evidence.length - evidence.tolerance
            most = min(most, evidence.mostUse(from: start, ofRefusedFrom: index))
        }
        guard least <= most else { return nil }
        limits = least...most
    }
}
