internal import Logging
internal import NIOCore
internal import RunModel
internal import Statistics
internal import Synchronization

/// What all event loops of a server share: its settings, and counts that must hold for all together.
final class ServerState: Sendable {
    let behaviour: AnswerBehaviour
    let faults: [FaultShare]
    /// The share of connections that are closed as soon as they are accepted.
    private let refusedShare: Double
    let seed: UInt64
    let keys: KeyCheck
    let clock: ServerClock
    /// Who came, and what their limits have decided.
    let directory: KeyDirectory
    /// Nil: each answer has its own times.
    let engine: LiveEngine?
    /// Nil: answers are as the plan says.
    let likeness: Likeness?
    let log = RequestLog()
    let logger: Logger

    private let requestCount = Atomic<UInt64>(0)
    private let connectionCount = Atomic<UInt64>(0)
    private let completionCount = Atomic<UInt64>(0)
    private let streamsOpen = Atomic<Int>(0)
    private let streamsPeak = Atomic<Int>(0)
    private let connectionsOpen = Atomic<Int>(0)
    private let counters: [LoopCounters]

    /// - Throws: `EmulatorPlanError` with one sentence for the user.
    init(_ configuration: EmulatorConfiguration, counters: [LoopCounters]) throws(EmulatorPlanError)
    {
        var behaviour = try AnswerBehaviour(configuration.plan)
        behaviour.link = configuration.link
        if behaviour.link != nil { behaviour.tellsTruth = false }
        behaviour.isPacedByEngine = configuration.plan.engine != nil
        self.behaviour = behaviour
        let planned = try FaultShare(configuration.plan)
        let all = configuration.faults + (planned.map { [$0] } ?? [])
        faults = all.filter { $0.fault.kind != .refuse }
        refusedShare = min(all.filter { $0.fault.kind == .refuse }.reduce(0) { $0 + $1.share }, 1)
        seed = configuration.plan.seed
        keys = KeyCheck(keys: Set(configuration.apiKeys))
        likeness = configuration.likeness
        if let text = configuration.plan.engine {
            engine = LiveEngine(try EngineSpec(parsing: text), seed: configuration.plan.seed)
        } else {
            engine = nil
        }
        try configuration.limits.validate()
        clock = .now()
        directory = KeyDirectory(configuration.limits, clock: clock)
        logger = configuration.logger
        self.counters = counters
    }

    func nextRequestID() -> UInt64 {
        requestCount.wrappingAdd(1, ordering: .relaxed).oldValue
    }

    /// The next completion's number, from 0: what its times and faults hang on. Only valid requests for a
    /// completion have one, so that looking at the statistics changes no answer.
    func nextCompletionNumber() -> UInt64 {
        completionCount.wrappingAdd(1, ordering: .relaxed).oldValue
    }

    /// The server-wide fault that befalls request `number`, if any.
    func fault(ofRequest number: UInt64) -> Fault? {
        guard !faults.isEmpty else { return nil }
        var generator = SeededGenerator(
            seed: seed, purpose: DrawPurpose.faults.rawValue, index: number)
        var position = generator.unit()
        for entry in faults {
            if position < entry.share { return entry.fault }
            position -= entry.share
        }
        return nil
    }

    /// Whether the connection that comes now is to be closed again.
    func refusesNextConnection() -> Bool {
        guard refusedShare > 0 else { return false }
        let number = connectionCount.wrappingAdd(1, ordering: .relaxed).oldValue
        var generator = SeededGenerator(
            seed: seed, purpose: DrawPurpose.connections.rawValue, index: number)
        return generator.unit() < refusedShare
    }

    func streamOpened() {
        let open = streamsOpen.wrappingAdd(1, ordering: .relaxed).newValue
        streamsPeak.max(open, ordering: .relaxed)
    }

    func streamClosed() {
        streamsOpen.wrappingSubtract(1, ordering: .relaxed)
    }

    func connectionOpened() {
        connectionsOpen.wrappingAdd(1, ordering: .relaxed)
    }

    func connectionClosed() {
        connectionsOpen.wrappingSubtract(1, ordering: .relaxed)
    }

    var statistics: EmulatorStatistics {
        var sum = EmulatorTally()
        for counter in counters { sum.add(counter.tally) }
        var result = sum.statistics
        result.streamsOpen = streamsOpen.load(ordering: .relaxed)
        result.streamsPeak = streamsPeak.load(ordering: .relaxed)
        result.connectionsOpen = connectionsOpen.load(ordering: .relaxed)
        result.engine = engine.map { EngineStatistics($0.counts, $0.spec) }
        result.keys = directory.statistics
        return result
    }
}

/// The tally of one event loop, readable from any thread. The lock is contended only while somebody
/// asks for statistics.
final class LoopCounters: Sendable {
    private let state = Mutex(EmulatorTally())

    var tally: EmulatorTally { state.withLock { $0 } }

    func count(_ change: (inout EmulatorTally) -> Void) {
        state.withLock { change(&$0) }
    }
}

/// What the connections of one event loop share. Confined to that loop.
final class LoopContext {
    let server: ServerState
    let counters: LoopCounters
    let pacer: StreamPacer
    let eventLoop: any EventLoop
    /// Where every chunk of this loop is assembled, one after the other.
    var chunk: ChunkBuffer

    init(server: ServerState, counters: LoopCounters, loop: any EventLoop) {
        self.server = server
        self.counters = counters
        eventLoop = loop
        pacer = StreamPacer(loop: loop.assumeIsolated())
        chunk = ChunkBuffer(allocator: ByteBufferAllocator())
    }

    func countError(_ label: String) {
        counters.count { $0.errors[label, default: 0] += 1 }
    }
}
