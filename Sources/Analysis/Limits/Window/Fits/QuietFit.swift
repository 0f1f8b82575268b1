/// Whether a count explains the answers that begins anew only after a pause of the length in which nobody asked, not even
/// in vain: a counter whose time to live is set again by each request.
struct QuietFit: Sendable {
    /// Limits that explain every answer.
    private(set) var limits: ClosedRange<Int>

    /// Nil also where it cannot be told whether a pause was long enough, or where none was.
    init?(_ evidence: WindowEvidence) {
        guard let first = evidence.observations.first else { return nil }
        var starts = [first.sent]
        var latest = first
        for item in evidence.observations.dropFirst() {
            let shortest = item.sent - latest.answered
            let longest = item.answered - latest.sent
            if shortest >= evidence.length + evidence.tolerance {
                starts.append(item.sent)
            } else if longest > evidence.length - evidence.tolerance {
                return nil
            }
            if item.answered > latest.answered { latest = item }
        }
        guard starts.count > 1 else { return nil }
        var least = 1
        var most = Int.max
        for (start, end) in zip(starts, starts.dropFirst() + [.infinity]) {
            least = max(least, evidence.leastUse(from: start, through: end.nextDown))
            guard let index = evidence.firstRefused(sentFrom: start),
                evidence.refused[index].sent < end
            else { continue }
            most = min(most, evidence.mostUse(from: start, ofRefusedFrom: index))
        }
        guard least <= most else { return nil }
        limits = least...most
    }
}
