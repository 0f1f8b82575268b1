internal import RecordStore
internal import RunModel
internal import Synchronization
internal import Workload

/// All that a worker gets before it starts. Sendable, unlike the worker that is made of it.
struct WorkerOrder: Sendable {
    var plan: RunPlan
    var share: WorkerShare
    var dispatcher: any Dispatcher
    var targets: [Target]
    /// The most connections this worker will have.
    var streams: Int
    /// Streams to make ready before the run's origin.
    var preparedStreams: Int
    var writer: RecordWriter
    var live: LiveBoard
    var stop: StopFlag
    var gate: StartGate
    /// Of a run with two sides.
    var blocks: BlockGate?
    var memory: MemoryBudget

    func tally() -> WorkerTally {
        WorkerTally(rounds: plan.limits?.countedRounds ?? plan.load.rounds, writer: writer)
    }

    func keepsChunks(_ request: Int) -> Bool {
        writer.keepsChunks(ofRequest: request)
    }
}

extension LimitsPlan {
    /// The rounds in which the slots are filled, the burst after them, and each filling that looks for leaks.
    fileprivate var countedRounds: Int {
        let leakFillings = 1 + Self.leakCauses.count * (1 + Self.leakPauses.count)
        return rounds + 1 + (probes.contains(.leaks) ? leakFillings + 1 : 0)
    }
}

/// What a worker hands back, once, when it is done.
struct WorkerResult: Sendable {
    var histograms = HistogramSet()
    var totals = RequestTotals()
    var firstMeasured: MonotonicInstant?
    /// When the worker had nothing more to start.
    var lastStart: MonotonicInstant?
    var delayedStarts = 0
    /// Of a trace.
    var heldTurns = HeldTurns()
    /// Of conversations that are made.
    var conversations: ConversationAccount?
    var implausibleStamps = 0
    var cpuSeconds = 0.0
    var account: ModeAccount?
    /// By target, how requests were written that it answered.
    var manners: [RequestManner] = []
    var isStreamingAbsent = false
    /// At most one a target.
    var servers: [ServerNames] = []
    var isCut = false
    /// The first refusal of the kernel to watch a connection.
    var watchFailure: String?
    /// Why the worker could not go on.
    var failure: String?
}

/// Set once from any thread; workers look at it after a wake-up.
final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    var isRequested: Bool { flag.load(ordering: .acquiring) }

    func request() {
        flag.store(true, ordering: .releasing)
    }
}
