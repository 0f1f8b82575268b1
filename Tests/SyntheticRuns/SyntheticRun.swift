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
    /// Open loop at this rate, else closed loop with ten streams.
    package var rate: Double?
    /// Every so manieth request is refused with a 429; 0 for none.
    package var refusalEvery = 0
    /// Every so manieth request has a long gap in its middle; 0 for none.
    package var stallEvery = 0
    package var coalescedShare = 0.02
    package var hasUsage = true
    package var keepsChunks = true
    package var readDelayMicroseconds = Distribution.logNormal(median: 12, sigma: 0.6)
    package var startLagMicroseconds = Distribution.logNormal(median: 40, sigma: 0.8)

    package init() {}

    package static let origin = MonotonicInstant(nanoseconds: 5_000_000_000_000)

    private static let firstToken = Distribution.logNormal(median: 205, sigma: 0.18)
    private static let gap = Distribution.gamma(mean: 30, shape: 9)
    private static let length = Distribution.normal(mean: 60, deviation: 12)

    package func record() -> SyntheticRecord {
        var record = SyntheticRecord(manifest: manifest())
        var streamFree = [Double](repeating: 0, count: 10)
        for index in 0..<requests {
            var generator = SeededGenerator(seed: seed, purpose: 1, index: UInt64(index))
            let stream = streamFree.indices.min { streamFree[$0] < streamFree[$1] } ?? 0
            let scheduled = rate.map { Double(index) * 1000 / $0 } ?? streamFree[stream]
            var draft = RequestDraft(
                run: self, index: index, scheduledMilliseconds: scheduled, isCold: index < 10)
            draft.send(using: &generator)
            streamFree[stream] = draft.endMilliseconds + 0.2
            record.add(draft)
        }
        record.finish()
        return record
    }

    private func manifest() -> RunManifest {
        var plan = RunPlan()
        plan.name = "synthetic"
        plan.seed = seed
        plan.load.rate = rate
        plan.load.concurrency = 10
        plan.load.requests = requests
        plan.load.rounds = rounds
        plan.request.modes = mode == .streaming ? .streaming : .nonStreaming
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

    /// How one request goes; all times in milliseconds since the run's origin.
    struct RequestDraft {
        let run: SyntheticRun
        var record: RequestRecord
        var chunks: [ChunkRecord] = []
        var gaps: [Duration] = []
        var readDelays: [Duration] = []
        private(set) var endMilliseconds: Double
        private let scheduled: Double

        init(run: SyntheticRun, index: Int, scheduledMilliseconds: Double, isCold: Bool) {
            self.run = run
            scheduled = scheduledMilliseconds
            endMilliseconds = scheduledMilliseconds
            record = RequestRecord(
                request: index, round: index * run.rounds / run.requests, phase: .measured,
                mode: run.mode, worker: 0)
            record.connection = isCold ? .cold : .warm
        }
    }
}

extension SyntheticRun.RequestDraft {
    private static func instant(_ milliseconds: Double) -> MonotonicInstant {
        SyntheticRun.origin + .nanoseconds(Int64(milliseconds * 1e6))
    }

    private func isEvery(_ step: Int) -> Bool { step > 0 && record.request % step == step - 1 }

    mutating func send(using generator: inout SeededGenerator) {
        let started = scheduled + run.startLagMicroseconds.sample(using: &generator) / 1000
        var sent = started
        if record.connection == .cold {
            let connect = 0.3 + generator.unit()
            record.connectPhases.resolve = .microseconds(1)
            record.connectPhases.connect = .nanoseconds(Int64(connect * 1e6))
            sent += connect
        }
        record.instants.scheduled = Self.instant(scheduled)
        record.instants.started = Self.instant(started)
        record.instants.sent = Self.instant(sent)
        record.bytes.request = 420
        guard !isEvery(run.refusalEvery) else { return refuse(at: sent + 2) }
        record.instants.head = Self.instant(sent + 1.5)
        record.status = 200
        record.bytes.head = 180
        receive(from: sent, using: &generator)
        record.outcome = .ok
        record.finishReason = .stop
        record.events.isDone = true
        record.instants.closed = Self.instant(endMilliseconds)
    }

    private mutating func refuse(at milliseconds: Double) {
        record.outcome = .rateLimited
        record.status = 429
        record.message = "Rate limit reached for <gpt> & \"pro\": try again in 1 s"
        record.instants.head = Self.instant(milliseconds)
        record.instants.closed = Self.instant(milliseconds)
        endMilliseconds = milliseconds
    }

    private mutating func receive(from sent: Double, using generator: inout SeededGenerator) {
        let length = max(2, Int(SyntheticRun.length.sample(using: &generator)))
        var time = sent + SyntheticRun.firstToken.sample(using: &generator)
        if run.mode == .nonStreaming {
            for _ in 1..<length { time += SyntheticRun.gap.sample(using: &generator) }
            arrive(0, at: time, using: &generator)
        } else {
            for index in 0..<length {
                if index > 0 { time += gap(before: index, of: length, using: &generator) }
                arrive(index, at: time, using: &generator)
            }
        }
        if run.hasUsage {
            record.tokens.source = .usage
            record.tokens.output = length
            record.tokens.prompt = 98
        } else {
            record.tokens.source = .events
        }
        endMilliseconds = time + 0.4
    }

    private func gap(
        before index: Int, of length: Int, using generator: inout SeededGenerator
    ) -> Double {
        if isEvery(run.stallEvery), index == length / 2 { return 850 }
        if generator.unit() < run.coalescedShare { return 0 }
        return SyntheticRun.gap.sample(using: &generator)
    }

    private mutating func arrive(
        _ index: Int, at milliseconds: Double, using generator: inout SeededGenerator
    ) {
        let arrived = Self.instant(milliseconds)
        let delay = run.readDelayMicroseconds.sample(using: &generator)
        let late = Duration.nanoseconds(Int64(delay * 1000))
        readDelays.append(late)
        record.maxReadDelay = max(record.maxReadDelay ?? .zero, late)
        if index == 0 {
            record.instants.firstOutput = arrived
            record.instants.firstAnswer = arrived
        }
        if index == 1 { record.instants.secondOutput = arrived }
        if let last = record.instants.lastOutput {
            let gap = arrived - last
            gaps.append(gap)
            if gap == .zero { record.events.coalesced += 1 }
            if gap > record.maxGap ?? .nanoseconds(-1) {
                record.maxGap = gap
                record.maxGapEvent = index
            }
        }
        record.instants.lastOutput = arrived
        record.events.output += 1
        record.events.all += 1
        record.events.reads += 1
        record.bytes.body += run.mode == .streaming ? 190 : 900
        record.bytes.output += 5
        chunks.append(
            ChunkRecord(
                request: record.request, index: Int32(index), arrived: arrived,
                read: arrived + late, bytes: 180, eventsInRead: 1, kind: .content, sent: nil))
    }
}
