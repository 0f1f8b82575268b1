internal import RunModel

/// Streams that broke soon after they were let in, while those before them went on: how a server keeps to its
/// number that ends those beyond it.
struct Kills: Sendable {
    /// In a row, each with as many streams left as before.
    private(set) var count = 0
    /// Streams that went on.
    private(set) var height = 0
    /// Whether a stream broke while older ones went on, be it for its number or for a fault: streams are opened one
    /// at a time from then on.
    private(set) var isSuspected = false
    /// The longest that one lasted, after its first output.
    private(set) var age = Duration.zero

    /// Takes the end of a stream, after the desk took note.
    ///
    /// - Returns: whether it is taken for one that was ended for being too many.
    mutating func ended(
        _ record: RequestRecord, at elapsed: Duration, _ desk: ProbeDesk
    ) -> Bool {
        guard record.mode == .streaming, record.departure == nil, record.outcome.isFailure,
            let first = record.instants.firstOutput, let closed = record.instants.closed
        else { return false }
        if case .refused = record.reception { return false }
        let left = desk.open.values.filter(\.isStream)
        guard left.contains(where: { $0.ticket.request < record.request }) else { return false }
        isSuspected = true
        age = max(age, closed - first)
        // Those that went on were there before it.
        guard left.allSatisfy({ $0.ticket.request < record.request }) else { return true }
        count = left.count == height ? count + 1 : 1
        height = left.count
        return true
    }

    /// Until when the fate of the newest stream is not known; nil where it is.
    func fate(_ desk: ProbeDesk, at elapsed: Duration) -> Duration? {
        guard isSuspected, let newest = desk.running.last?.firstOutput else { return nil }
        let end = newest + age * 1.5 + .milliseconds(100)
        return elapsed < end ? end : nil
    }
}
