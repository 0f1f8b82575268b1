internal import RunModel

/// Keeps all slots taken while some are freed and, where streams are kept waiting, one waiting.
struct SlotFilling: Sendable {
    private let round: Int
    /// Streams that fit in.
    private let height: Int
    private let isQueueing: Bool
    private var isQueueLeft = false
    private var refills = 0

    init(round: Int, height: Int, isQueueing: Bool) {
        self.round = round
        self.height = height
        self.isQueueing = isQueueing
    }

    /// What is to be done before a slot is freed; nil where all is ready. A stream that is opened for it lasts
    /// for `tokens`.
    mutating func next(
        _ desk: inout ProbeDesk, tokens: Int, at elapsed: Duration
    ) -> Dispatch? {
        if let left = leaveQueue(desk, at: elapsed) { return left }
        // First, since what fills the slots may end while the rate is waited for.
        let paced = desk.earliestStart(of: min(8, (desk.most ?? 8) / 2), at: elapsed)
        if paced > elapsed {
            return isLasting(until: paced, desk) ? .wait(until: paced) : .finished
        }
        let waiting = desk.waiting(at: elapsed)
        if let young = desk.silent.dropFirst(waiting.count).first {
            return .wait(until: young.started + desk.speed.patience)
        }
        let isShort = desk.running.count < height && !isQueueing
        let isQueueEmpty = isQueueing && waiting.isEmpty
        guard isShort || isQueueEmpty else { return nil }
        guard refills < 20 + height else { return .finished }
        let due = desk.spacedStart(at: elapsed)
        if due > elapsed { return .wait(until: due) }
        refills += 1
        return desk.start(
            isQueueEmpty ? .excess : .fill, tokens: tokens, round: round, at: elapsed)
    }

    /// Those who wait since the climb are long, and would be let in first.
    private mutating func leaveQueue(_ desk: ProbeDesk, at elapsed: Duration) -> Dispatch? {
        guard isQueueing, !isQueueLeft else { return nil }
        guard let waiting = desk.waiting(at: elapsed).first else {
            isQueueLeft = true
            return nil
        }
        return .cancel(request: waiting.ticket.request, .close)
    }

    /// Whether all but one of the streams will still be open then, so that waiting for it is worth while.
    private func isLasting(until instant: Duration, _ desk: ProbeDesk) -> Bool {
        desk.running.count { desk.isLasting($0, until: instant) } >= height - 1
    }
}
