import Analysis
import ArgumentParser
import Engine
import Foundation
import RecordStore
import RunModel

/// Two requests, one after the other, before a sweep: whether the target answers, and how long it takes. Nothing of
/// them is kept.
struct SweepProbe {
    static let requests = 2

    let order: RunOrder
    let terminal: Terminal

    /// How long an answer took, or the requests that failed.
    enum Finding {
        case answers(after: Duration)
        case fails([RequestRecord])
        case stopped
    }

    /// - Throws: A `RecordError` where the record could not be kept, or as `ActiveRun` does.
    func look(isStopped: () -> Bool) async throws -> Finding {
        let folder = try SmallRun.newFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var order = order
        var load = LoadPlan()
        load.requests = Self.requests
        load.concurrency = 1
        load.rounds = 1
        load.arrivalSeed = 1
        load.tier = order.plan.load.tier
        order.plan.load = load
        order.plan.record.folder = folder
        order.plan.record.chunks = .none
        order.folder = nil
        let small = try SmallRun(order, terminal)
        try await small.end(isStopped: isStopped)
        if isStopped() { return .stopped }
        let requests = try RecordReader(opening: small.run.directory.path).read().requests
        let lengths = requests.filter(\.outcome.isSuccess).compactMap { request in
            request.instants.closed.flatMap { closed in
                request.instants.started.map { closed - $0 }
            }
        }
        // The second of two knows the way.
        guard let last = lengths.min() else { return .fails(requests) }
        return .answers(after: last)
    }
}
