internal import RunModel

/// Whether the number of requests under way explains which were refused, as well as a rate does.
struct RequestsAtOnce {
    /// So many others may have been under way whenever one was refused, at least, and fewer were whenever one was let in;
    /// nil where it is not so.
    let limit: Int?

    /// A server may count one as under way for so long after its end.
    private static let settling = Duration.milliseconds(20)

    /// `asked` are short requests that were to use up a rate.
    init(_ asked: [RequestRecord], isTurnedAway: (RequestRecord) -> Bool) {
        let letIn = asked.filter { $0.reception == .accepted }
        let refused = asked.filter(isTurnedAway)
        let begins = letIn.compactMap(\.instants.sent).sorted()
        let ends = letIn.compactMap(\.instants.closed).sorted()
        /// Of those let in: begun before the one instant and not over at the other.
        func others(begun: MonotonicInstant, openAt: MonotonicInstant) -> Int {
            begins.boundary { $0 >= begun } - ends.boundary { $0 > openAt }
        }
        let mostAtRefusals = refused.compactMap { request in
            request.instants.sent.map {
                others(
                    begun: request.instants.head ?? request.instants.closed ?? $0,
                    openAt: $0 + Self.settling * -1)
            }
        }
        let leastAtAdmissions = letIn.compactMap { request in
            request.instants.sent.map {
                // Itself is among those that are over later.
                others(begun: $0, openAt: request.instants.head ?? $0)
            }
        }
        guard refused.count > 1, let least = mostAtRefusals.min(), least > 0,
            leastAtAdmissions.allSatisfy({ $0 < least })
        else {
            limit = nil
            return
        }
        limit = least
    }
}
