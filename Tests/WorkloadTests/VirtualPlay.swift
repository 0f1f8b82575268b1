import RunModel

@testable import Workload

/// A dispatcher of one worker and a server whose answers take their time, in virtual time.
struct VirtualPlay<Loop: Dispatcher> {
    struct Sent {
        var ticket: Ticket
        var started: Duration
        var ended: Duration
        var outcome: Outcome
    }

    private(set) var loop: Loop
    private(set) var sent: [Sent] = []
    private var open: [Sent] = []

    private static var mostSteps: Int { 1_000_000 }

    /// - Parameters:
    ///   - loop: Asked until nothing is left to wait for.
    ///   - latency: Of a request that is sent then.
    ///   - outcome: What becomes of it.
    init(
        _ loop: Loop, latency: (Ticket) -> Duration, outcome: (Ticket) -> Outcome = { _ in .ok }
    ) {
        self.loop = loop
        var now = Duration.zero
        for _ in 0..<Self.mostSteps {
            switch self.loop.next(elapsed: now, open: open.count) {
            case .start(let ticket):
                let request = Sent(
                    ticket: ticket, started: now, ended: now + latency(ticket),
                    outcome: outcome(ticket))
                open.append(request)
                sent.append(request)
            case .wait(let until):
                now = max(now, open.map(\.ended).min().map { min($0, until) } ?? until)
                end(at: now)
            case .waitForEnd, .finished:
                guard let next = open.map(\.ended).min() else { return }
                now = max(now, next)
                end(at: now)
            case .cancel: break
            }
        }
    }

    private mutating func end(at now: Duration) {
        while let index = open.indices.filter({ open[$0].ended <= now })
            .min(by: { open[$0].ended < open[$1].ended })
        {
            let request = open.remove(at: index)
            var record = RequestRecord(
                request: request.ticket.request, round: 0, phase: .measured, mode: .streaming,
                worker: 0)
            record.outcome = request.outcome
            loop.saw(RequestEvent(request.ticket, at: request.ended, .ended(record)))
        }
    }
}
