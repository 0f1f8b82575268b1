internal import RunModel

/// The requests that a quota which is used up refused. They tell nothing of streams or rates.
struct QuotaEnd {
    /// Their numbers; empty where none was refused for that, or where one that was sent after the first of them was let
    /// in: then it was no quota, whatever the words.
    private(set) var requests: Set<Int> = []

    init(_ all: [RequestRecord]) {
        let refused = all.filter(\.saysQuotaIsUsedUp)
        let first = refused.compactMap { $0.instants.head ?? $0.instants.closed }.min()
        guard let first else { return }
        let isLetInAfter = all.contains { request in
            guard request.reception == .accepted, let sent = request.instants.sent else {
                return false
            }
            return sent > first
        }
        if !isLetInAfter { requests = Set(refused.map(\.request)) }
    }
}
