import RunModel
import Testing

@testable import Workload

/// Conversations of several workers against a server whose answers take `latency`, in virtual time.
struct ConversationRun {
    typealias Sent = VirtualPlay<ConversationLoop>.Sent

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
            let play = VirtualPlay(
                ConversationLoop(
                    schedule, plan, share: WorkerShare(worker: worker, of: workers, in: shard),
                    maxStreams: plan.load.maxStreams ?? 1000),
                latency: latency, outcome: outcome)
            sent += play.sent
            if let own = play.loop.conversationAccount { account.add(own) }
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
