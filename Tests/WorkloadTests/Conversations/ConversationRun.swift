import RunModel
import Testing

@testable import Workload

/// Conversations of several workers against a server whose answers take `latency`, in virtual time.
struct ConversationRun {
    struct Sent: Equatable {
        var ticket: Ticket
        var started: Duration
        var ended: Duration
        var isSuccess: Bool
    }

    private(set) var sent: [Sent] = []
    private(set) var account = ConversationAccount()

    /// - Parameters:
    ///   - plan: With conversations.
    ///   - workers: Of each shard.
    ///   - shard: Whose part of the plan is run.
    ///   - latency: Of a request that is sent then.
    ///   - outcome: What becomes of it.
    /// - Throws: What `ConversationSchedule` throws.
    init(
        _ plan: RunPlan, workers: Int = 1, shard: Shard = Shard(),
        latency: (Ticket) -> Duration = { _ in .milliseconds(100) },
        outcome: (Ticket) -> Outcome = { _ in .ok }
    ) throws {
        let schedule = try #require(try ConversationSchedule(plan))
        for worker in 0..<workers {
            var loop = ConversationLoop(
                schedule, plan, share: WorkerShare(worker: worker, of: workers, in: shard),
                maxStreams: plan.load.maxStreams ?? 1000)
            var open: [Sent] = []
            var now = Duration.zero
            var steps = 0
            run: while steps < 1_000_000 {
                steps += 1
                switch loop.next(elapsed: now, open: open.count) {
                case .start(let ticket):
                    let request = Sent(
                        ticket: ticket, started: now, ended: now + latency(ticket),
                        isSuccess: outcome(ticket).isSuccess)
                    open.append(request)
                    sent.append(request)
                case .wait(let until):
                    now = max(now, open.map(\.ended).min().map { min($0, until) } ?? until)
                    Self.end(&open, at: now, &loop, outcome)
                case .waitForEnd, .finished:
                    guard let next = open.map(\.ended).min() else { break run }
                    now = max(now, next)
                    Self.end(&open, at: now, &loop, outcome)
                case .cancel: break
                }
            }
            if let own = loop.conversationAccount { account.add(own) }
        }
    }

    private static func end(
        _ open: inout [Sent], at now: Duration, _ loop: inout ConversationLoop,
        _ outcome: (Ticket) -> Outcome
    ) {
        while let index = open.indices.filter({ open[$0].ended <= now })
            .min(by: { open[$0].ended < open[$1].ended })
        {
            let request = open.remove(at: index)
            var record = RequestRecord(
                request: request.ticket.request, round: 0, phase: .measured, mode: .streaming,
                worker: 0)
            record.outcome = outcome(request.ticket)
            loop.saw(RequestEvent(request.ticket, at: request.ended, .ended(record)))
        }
    }

    var bySession: [[Sent]] {
        Dictionary(grouping: sent) { $0.ticket.session ?? -1 }.sorted { $0.key < $1.key }
            .map { $0.value.sorted { $0.started < $1.started } }
    }

    /// Streams or conversations under way at a time, at most.
    static func most(_ spans: [(Duration, Duration)]) -> Int {
        spans.map { span in spans.count { $0.0 <= span.0 && span.0 < $0.1 } }.max() ?? 0
    }
}
