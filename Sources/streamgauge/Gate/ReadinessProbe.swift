import Analysis
import ArgumentParser
import Engine
import Foundation
import RecordStore
import RunModel
import Synchronization

/// Looks whether a target is ready: blocks of a few requests, until two after one another agree. The first answers of a
/// server can take tens of seconds, and they are not what is asked about.
struct ReadinessProbe {
    let order: RunOrder
    let wait: Duration
    let terminal: Terminal

    private static let mostBlocks = 6
    private static let requestsInBlock = 8
    /// An answer's first tokens tell.
    private static let events = 8

    /// What it sends to so many targets at most, in a sentence.
    static func announcement(targets: Int) -> String {
        let most = mostBlocks * requestsInBlock
        let whom = targets == 1 ? "it is" : "each of the \(targets) sides is"
        return
            "First \(most) short requests at most\(targets == 1 ? "" : " to each"), in blocks of "
            + "\(requestsInBlock) until two agree, to see whether \(whom) ready; --no-readiness "
            + "sends none. What is refused for how it was asked is asked again in another way."
    }

    /// - Throws: `ExitCode.interrupted` at Ctrl-C; a `RecordError` where the block's record could not be kept.
    func readiness() async throws -> Readiness {
        let isInterrupted = Atomic<Bool>(false)
        let signals = Signals { isInterrupted.store(true, ordering: .relaxed) }
        defer { withExtendedLifetime(signals) {} }
        var found = Readiness()
        let start = ContinuousClock.now
        while found.blocks.count < Self.mostBlocks, !found.isSettled {
            let block = try await self.block { isInterrupted.load(ordering: .relaxed) }
            if isInterrupted.load(ordering: .relaxed) { throw ExitCode.interrupted }
            if found.blocks.isEmpty, block.failures == block.requests {
                let waited = ContinuousClock.now - start
                guard waited < wait else {
                    found.waitedSeconds = waited.seconds
                    break
                }
                terminal.note("The target does not answer yet; waiting.")
                try? await Task.sleep(for: .seconds(1))
                continue
            }
            if found.blocks.isEmpty { found.waitedSeconds = (ContinuousClock.now - start).seconds }
            found.add(block)
        }
        return found
    }

    private func block(isStopped: () -> Bool) async throws -> Readiness.Block {
        let folder = try SmallRun.newFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let small = try SmallRun(probe(recordedIn: folder), terminal)
        try await small.end(isStopped: isStopped)
        let directory = small.run.directory
        return Readiness.Block(try RecordReader(opening: directory.path).read().requests)
    }

    /// The same questions in a small closed loop, of which nothing is kept.
    private func probe(recordedIn folder: String) -> RunOrder {
        var order = order
        var load = LoadPlan()
        load.requests = Self.requestsInBlock
        load.concurrency = min(4, max(1, order.plan.load.concurrency))
        load.rounds = 1
        load.arrivalSeed = 1
        order.plan.load = load
        order.plan.request.capEvents = min(order.plan.request.capEvents ?? Self.events, Self.events)
        if order.plan.request.modes == .both { order.plan.request.modes = .streaming }
        order.plan.record.folder = folder
        order.plan.record.chunks = .none
        return order
    }
}
