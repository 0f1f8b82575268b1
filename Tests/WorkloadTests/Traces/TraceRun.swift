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
            let play = VirtualPlay(
                TraceLoop(
                    schedule, load, mode: .streaming,
                    share: WorkerShare(worker: worker, of: workers, in: shard),
                    maxStreams: maxStreams), latency: latency)
            sent += play.sent.map { one in
                Sent(
                    request: one.ticket.request, session: one.ticket.session ?? -1,
                    turn: one.ticket.turn ?? -1, phase: one.ticket.phase, round: one.ticket.round,
                    scheduled: one.ticket.scheduled, ended: one.ended)
            }
            held.add(play.loop.heldTurns)
        }
    }
}
