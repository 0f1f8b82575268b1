import Analysis
import ArgumentParser
import Engine
import Foundation
import RecordStore
import RunModel
import Statistics
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

    /// Says how many requests it sends at most.
    static var mostRequests: Int { mostBlocks * requestsInBlock }

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
        let folder = FileManager.default.temporaryDirectory.path + "/streamgauge-\(getpid())-ready"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try ActiveRun(probe(recordedIn: folder))
        while !run.isFinished {
            if isStopped() { run.interrupt() }
            try? await Task.sleep(for: .milliseconds(20))
        }
        _ = try run.finish()
        return Self.block(try RecordReader(opening: run.directory.path).read().requests)
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

    private static func block(_ requests: [RequestRecord]) -> Readiness.Block {
        let times = requests.filter(\.outcome.isSuccess).compactMap {
            ($0.timeToFirstToken ?? $0.endToEnd)?.milliseconds
        }
        return Readiness.Block(
            medianMilliseconds: SortedSample(times).median,
            requests: requests.count, failures: requests.count(where: \.outcome.isFailure))
    }
}
