internal import RunModel

/// Streams under way that the server ended when another began: it lets every new one in and makes room for it.
struct StreamEvictions {
    /// Fewer are faults that happened to come at such a time.
    private static let fewest = 2

    /// By the new stream, how many were under way when it was asked for, as far as that is known.
    private(set) var openAt: [Int: Int] = [:]

    init(_ opened: [RequestRecord], _ record: LimitsRecord) {
        guard let patience = record.patience else { return }
        var broken = record.requests.filter(Self.isBroken)
        for stream in opened.reversed() {
            guard let sent = stream.instants.sent, stream.reception == .accepted else { continue }
            let latest = (stream.instants.head ?? stream.instants.firstOutput ?? sent) + patience
            let index = broken.lastIndex { victim in
                guard let first = victim.instants.firstOutput, let closed = victim.instants.closed
                else { return false }
                return victim.request < stream.request && first <= sent && closed > sent
                    && closed <= latest && Self.isOldest(victim, at: closed, record)
            }
            guard let index else { continue }
            // Each is ended for one.
            broken.remove(at: index)
            // Where another had been asked for and was silent yet, their number is not known.
            openAt[stream.request] = record.crowd.open(throughout: sent...sent)
        }
    }

    /// Whether that is how the target makes room, since it came again and again and at the same number.
    var areMeant: Bool {
        guard openAt.count >= Self.fewest, let height else { return false }
        return openAt.values.count { $0 == height } * 2 > openAt.count
    }

    /// The number at which it came most often; the larger of two.
    var height: Int? {
        let times = Dictionary(grouping: openAt.values) { $0 }.mapValues(\.count)
        return times.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    }

    /// Whether no stream that began before it went on: one that is ended for being too many has such before it.
    private static func isOldest(
        _ victim: RequestRecord, at closed: MonotonicInstant, _ record: LimitsRecord
    ) -> Bool {
        !record.requests.contains { other in
            guard other.request < victim.request, other.mode == .streaming,
                other.instants.firstOutput != nil, let end = other.instants.closed
            else { return false }
            return end > closed
        }
    }

    private static func isBroken(_ request: RequestRecord) -> Bool {
        request.mode == .streaming && request.instants.firstOutput != nil
            && request.departure == nil && request.outcome.isFailure
    }
}
