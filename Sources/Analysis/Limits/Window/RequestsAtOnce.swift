internal import RunModel

/// Whether the number of requests under way explains which were refused, as well as a rate does.
struct RequestsAtOnce {
    /// So many others were under way whenever one was refused, at least, and fewer whenever one was let in; nil where it
    /// is not so.
    let limit: Int?

    init(_ record: LimitsRecord) {
        let asked = record.requests.filter { $0.probe?.isOfWindow == true }
        let letIn = asked.filter { $0.reception == .accepted }
        let refused = asked.filter(record.isTurnedAway)
        let begins = letIn.compactMap(\.instants.sent).sorted()
        let ends = letIn.compactMap(\.instants.closed).sorted()
        func others(_ request: RequestRecord) -> Int? {
            request.instants.sent.map { sent in
                begins.boundary { $0 >= sent } - ends.boundary { $0 > sent }
            }
        }
        guard refused.count > 1, let least = refused.compactMap(others).min(), least > 0,
            letIn.compactMap(others).allSatisfy({ $0 < least })
        else {
            limit = nil
            return
        }
        limit = least
    }
}
