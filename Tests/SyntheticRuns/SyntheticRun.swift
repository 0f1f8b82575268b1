internal import Histogram
package import RunModel
package import Statistics

/// A record as a run of a plausible server would leave it, drawn from a seed: for tests of what
/// reads records.
package struct SyntheticRun {
    package var seed: UInt64 = 7
    package var requests = 600
    package var rounds = 5
    package var mode = ResponseMode.streaming
    /// Both modes, each prompt once so and once so, in an order that the seed draws; `mode` then says
    /// nothing.
    package var isPaired = false
    /// What streaming truly costs; pairs only.
    package var cost = StreamingCost()
    /// How much slower the server is at the run's end than at its start, as a share.
    package var drift = 0.0
    /// How many times slower the server is in each round than usual; empty for no difference.
    package var roundLevels: [Double] = []
    /// So many first requests, and how many times as long they wait for a first token.
    package var coldStart: (requests: Int, factor: Double)?
    /// Of one in so many requests, drawn, how many times as long its first token takes.
    package var tail: (every: Int, factor: Distribution)?
    package var firstTokenMilliseconds = Distribution.logNormal(median: 205, sigma: 0.18)
    package var gapMilliseconds = Distribution.gamma(mean: 30, shape: 9)
    /// Tokens of an answer. The two answers of a pair are equally long.
    package var outputTokens = Distribution.normal(mean: 60, deviation: 12)
    /// Open loop at this rate, else closed loop with ten streams.
    package var rate: Double?
    /// How many answers the server makes at a time; the others wait in the order in which they came. Nil
    /// for any number.
    package var slots: Int?
    /// Slots that are left from so many seconds on.
    package var loss: (seconds: Double, slots: Int)?
    /// When the server stands still, and how long; what is due meanwhile comes later by as much.
    package var pause: (seconds: Double, length: Double)?
    /// Every so manieth request is refused with a 429; 0 for none.
    package var refusalEvery = 0
    /// Every so manieth request has a long gap in its middle; 0 for none.
    package var stallEvery = 0
    /// Every so manieth answer breaks off in its middle; 0 for none.
    package var breakOffEvery = 0
    package var coalescedShare = 0.02
    package var batching = Batching.individual
    package var buffering = Buffering.none
    /// Every so manieth request is buffered.
    package var bufferingEvery = 1
    /// Of an event's data, without its text.
    package var eventBytes = Distribution.constant(180)
    /// Whether the head comes with the first output and not before.
    package var hasLateHead = false
    package var hasWireBytes = false
    package var hasUsage = true
    package var keepsChunks = true
    package var readDelayMicroseconds = Distribution.logNormal(median: 12, sigma: 0.6)
    package var startLagMicroseconds = Distribution.logNormal(median: 40, sigma: 0.8)

    package init() {}

    package static let origin = MonotonicInstant(nanoseconds: 5_000_000_000_000)

    /// A streamed event comes `firstTokenMilliseconds + (1 + share) t` after *sent*, where t is how long it
    /// takes in a whole answer.
    package struct StreamingCost: Sendable {
        package var firstTokenMilliseconds: Double
        package var share: Double

        package init(firstTokenMilliseconds: Double = 0, share: Double = 0) {
            self.firstTokenMilliseconds = firstTokenMilliseconds
            self.share = share
        }
    }

    /// How many tokens an event holds.
    package enum Batching: Sendable {
        case individual
        case every(Int)
        /// `many` in answers of more than `limit` tokens, one in the others.
        case adaptive(limit: Int, many: Int)
    }

    /// What holds events back on the way and lets them go together, before the client reads.
    package enum Buffering: Sendable {
        case none
        /// Until the answer is whole.
        case whole
        case bytes(Int)
        case events(Int)
        case milliseconds(Double)
    }

    package func record() -> SyntheticRecord {
        var record = SyntheticRecord(manifest: manifest())
        var streamFree = [Double](repeating: 0, count: 10)
        var slotFree = slots.map { [Double](repeating: 0, count: $0) }
        for index in 0..<requests {
            var generator = SeededGenerator(seed: seed, purpose: 1, index: UInt64(index))
            let stream = streamFree.indices.min { streamFree[$0] < streamFree[$1] } ?? 0
            let scheduled = rate.map { Double(index) * 1000 / $0 } ?? streamFree[stream]
            var draft = RequestDraft(
                run: self, index: index, scheduledMilliseconds: scheduled, isCold: index < 10)
            if let loss, scheduled >= loss.seconds * 1000, let free = slotFree,
                free.count > loss.slots
            {
                slotFree = Array(free.sorted().suffix(loss.slots))
            }
            let slot = slotFree?.indices.min { (slotFree?[$0] ?? 0) < (slotFree?[$1] ?? 0) }
            draft.servedFromMilliseconds = slot.flatMap { slotFree?[$0] } ?? 0
            draft.send(using: &generator)
            if let slot { slotFree?[slot] = draft.endMilliseconds }
            streamFree[stream] = draft.endMilliseconds + 0.2
            record.add(draft)
        }
        record.finish()
        return record
    }

    func manifest() -> RunManifest {
        var plan = RunPlan()
        plan.name = "synthetic"
        plan.seed = seed
        plan.load.rate = rate
        plan.load.concurrency = 10
        plan.load.requests = requests
        plan.load.rounds = rounds
        if isPaired {
            plan.judging = JudgingPlan()
            plan.judging?.documentation = "perf"
        }
        plan.request.modes = isPaired ? .both : mode == .streaming ? .streaming : .nonStreaming
        var manifest = RunManifest(
            version: "1.0.0", plan: plan,
            clock: ClockAnchors(
                originMonotonicNanoseconds: Self.origin.nanoseconds,
                originRealtimeNanoseconds: 1_780_000_000_000_000_000),
            endpoint: "http://127.0.0.1:8080/v1", started: "2026-05-28T20:26:40Z")
        manifest.ended = "2026-05-28T20:29:12Z"
        manifest.ending = .completed
        manifest.plannedRequests = requests
        manifest.libraries = ["libcurl": "7.88.1", "swift": "6.3.1"]
        manifest.host.system = "Linux"
        manifest.host.kernel = "6.1.0"
        manifest.host.cores = 2
        manifest.host.memoryBytes = 8_000_000_000
        manifest.client.workers = 1
        manifest.client.peakStreams = 10
        manifest.client.peakMemoryBytes = 42_000_000
        return manifest
    }

    /// How request `index` is asked, and its pair.
    func mode(of index: Int) -> (mode: ResponseMode, pair: Int?) {
        guard isPaired else { return (mode, nil) }
        let pair = index / 2 * 2
        var generator = SeededGenerator(seed: seed, purpose: 2, index: UInt64(pair))
        let isStreamedFirst = generator.next() & 1 == 0
        return ((index == pair) == isStreamedFirst ? .streaming : .nonStreaming, pair)
    }

    /// The tokens that a pair's two answers have.
    func sharedLength(ofPair pair: Int) -> Int {
        var generator = SeededGenerator(seed: seed, purpose: 3, index: UInt64(pair))
        return max(1, Int(outputTokens.sample(using: &generator)))
    }
}
