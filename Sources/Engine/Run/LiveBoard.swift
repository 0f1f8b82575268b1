internal import RunModel
internal import Synchronization

/// What the workers are doing, for whoever shows progress. Safe from any thread.
final class LiveBoard: Sendable {
    // Shared by the workers and touched twice a request, never for a chunk.
    private let open = Atomic<Int>(0)
    private let peak = Atomic<Int>(0)
    private let started = Atomic<Int>(0)
    private let questions = Atomic<Int>(0)
    private let asked = Atomic<Bool>(false)
    private let next = Atomic<Int64>(0)
    private let outputCounters = Mutex<[LiveCounter]>([])

    var openStreams: Int { open.load(ordering: .relaxed) }
    /// The most streams that were open at the same moment.
    var peakStreams: Int { peak.load(ordering: .relaxed) }
    var startedRequests: Int { started.load(ordering: .relaxed) }
    var outputEvents: Int { outputCounters.withLock { $0.reduce(0) { $0 + $1.count } } }

    /// Whether a target's list of models is waited for.
    var isAskingForModels: Bool { questions.load(ordering: .relaxed) > 0 }

    /// Whether it was asked for at all.
    var hasAskedForModels: Bool { asked.load(ordering: .relaxed) }

    /// Until when the worker waits that said so last: the only one of a limits run.
    var nextStart: Duration { .nanoseconds(next.load(ordering: .relaxed)) }

    func waits(until instant: Duration) {
        next.store(instant.nanoseconds, ordering: .relaxed)
    }

    func attach(_ counter: LiveCounter) {
        outputCounters.withLock { $0.append(counter) }
    }

    func streamOpened() {
        started.add(1, ordering: .relaxed)
        let now = open.add(1, ordering: .relaxed).newValue
        peak.max(now, ordering: .relaxed)
    }

    func streamClosed() {
        open.subtract(1, ordering: .relaxed)
    }

    func modelsAsked() {
        asked.store(true, ordering: .relaxed)
        questions.add(1, ordering: .relaxed)
    }

    func modelsTold() { questions.subtract(1, ordering: .relaxed) }
}

/// A number that one thread counts up and others read.
final class LiveCounter: Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { value.load(ordering: .relaxed) }

    /// For the counting thread alone: a load and a store, cheaper than an atomic addition.
    func increment() {
        value.store(count + 1, ordering: .relaxed)
    }
}
