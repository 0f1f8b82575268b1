import RunModel
import Workload

extension ModeSequence {
    /// Streams only, of worker `index` of `count`.
    static func streaming(_ index: Int = 0, of count: Int = 1) -> ModeSequence {
        ModeSequence(.streaming, share: WorkerShare(index: index, count: count), seed: 1)
    }
}

/// The end of a request with that outcome.
func ended(
    _ ticket: Ticket, _ outcome: Outcome, at elapsed: Duration = .zero,
    change: (inout RequestRecord) -> Void = { _ in }
) -> RequestEvent {
    var record = RequestRecord(
        request: ticket.request, round: ticket.round, phase: ticket.phase, mode: ticket.mode,
        worker: 0)
    record.outcome = outcome
    change(&record)
    return RequestEvent(ticket, at: elapsed, .ended(record))
}
