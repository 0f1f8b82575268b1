import RunModel

@testable import Workload

/// A replay by several workers against a server whose answers take `latency`, in virtual time.
struct TraceRun {
    struct Sent: Equatable {
        var request: Int
        var session: Int
        var turn: Int
        var phase: Phase
        var round: Int
        var scheduled: Duration
        var ended: Duration
    }

    private(set) var sent: [Sent] = []
    private(set) var held = HeldTurns()

    /// `latency` is that of a request which is sent then.
    init(
        _ schedule: TraceSchedule, workers: Int = 1, shard: Shard = Shard(),
        load: LoadPlan = LoadPlan(),
        maxStreams: Int = 1000, latency: (Ticket) -> Duration
    ) {
        for worker in 0..<workers {
            var loop = TraceLoop(
                schedule, load, mode: .streaming,
                share: WorkerShare(worker: worker, of: workers, in: shard), maxStreams: maxStreams)
            var open: [(ticket: Ticket, end: Duration)] = []
            var now = Duration.zero
            var steps = 0
            run: while steps < 1_000_000 {
                steps += 1
                switch loop.next(elapsed: now, open: open.count) {
                case .start(let ticket):
                    let end = now + latency(ticket)
                    open.append((ticket, end))
                    sent.append(
                        Sent(
                            request: ticket.request, session: ticket.session ?? -1,
                            turn: ticket.turn ?? -1, phase: ticket.phase, round: ticket.round,
                            scheduled: ticket.scheduled, ended: end))
                case .wait(let until):
                    let next = open.map(\.end).min().map { min($0, until) } ?? until
                    now = max(now, next)
                    Self.end(&open, at: now, &loop)
                case .waitForEnd, .finished:
                    guard let next = open.map(\.end).min() else { break run }
                    now = max(now, next)
                    Self.end(&open, at: now, &loop)
                case .cancel: break
                }
            }
            held.add(loop.heldTurns)
        }
    }

    private static func end(
        _ open: inout [(ticket: Ticket, end: Duration)], at now: Duration, _ loop: inout TraceLoop
    ) {
        while let index = open.indices.filter({ open[$0].end <= now })
            .min(by: { open[$0].end < open[$1].end })
        {
            let request = open.remove(at: index)
            let record = RequestRecord(
                request: request.ticket.request, round: 0, phase: .measured, mode: .streaming,
                worker: 0)
            loop.saw(RequestEvent(request.ticket, at: request.end, .ended(record)))
        }
    }
}
