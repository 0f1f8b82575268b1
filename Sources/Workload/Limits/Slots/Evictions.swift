internal import RunModel

/// Streams under way that broke when another had just begun: how a server makes room that lets every new one in.
struct Evictions: Sendable {
    /// In a row, each with as many streams left as before.
    private(set) var count = 0
    /// Streams that were left, the new one among them.
    private(set) var height = 0

    /// Takes the end of a stream, after the desk took note.
    ///
    /// - Returns: whether it is taken for one that made room for another.
    mutating func ended(
        _ record: RequestRecord, at elapsed: Duration, _ desk: ProbeDesk
    ) -> Bool {
        guard record.mode == .streaming, record.status == 200, record.departure == nil,
            record.outcome.isFailure
        else { return false }
        if case .refused = record.reception { return false }
        let newest = desk.open.values.filter(\.isStream)
            .max { $0.ticket.request < $1.ticket.request }
        // Those that went on are newer: of streams that are too many, older ones go on.
        let isOldest = desk.open.values.allSatisfy {
            !$0.isStream || $0.ticket.request > record.request
        }
        guard let newest, isOldest,
            (newest.firstOutput ?? newest.started) + desk.speed.patience > elapsed
        else { return false }
        let left = desk.running.count + desk.silent.count
        count = left == height ? count + 1 : 1
        height = left
        return true
    }
}
