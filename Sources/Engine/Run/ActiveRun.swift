internal import Glibc
package import RecordStore
package import RunModel
internal import Workload

/// A run that is under way: workers on their threads, the record being written.
///
/// Safe from any thread. `finish` must be called once.
package final class ActiveRun: Sendable {
    package let directory: RecordDirectory
    private let manifest: RunManifest
    private let writer: RecordWriter
    private let threads: [WorkerThread]
    private let live: LiveBoard
    private let rules: RunRules
    private let stop: StopFlag
    private let origin: MonotonicInstant

    /// Checks the machine, makes the run's folder, and starts.
    ///
    /// - Throws: `PreflightError`, `RecordError`, or `SystemCallError` when nothing could be started.
    package init(_ order: RunOrder) throws {
        let preflight = try Preflight(order.plan, isEmulated: order.isEmulated)
        let anchors = ClockAnchors.now()
        var manifest = RunManifest(
            version: order.version, plan: order.plan.withoutSecrets, clock: anchors,
            endpoint: order.shownURL,
            started: UTCTime.now().iso8601)
        manifest.isArrivalSeedDrawn = order.isArrivalSeedDrawn
        manifest.describe(order, preflight)
        directory = try RecordDirectory(
            creatingIn: order.plan.record.folder, name: order.plan.name, at: .now())
        try directory.write(manifest)
        writer = try RecordWriter(
            directory: directory, origin: manifest.origin,
            sampling: ChunkSampling(plan: order.plan.record, seed: order.plan.seed))
        self.manifest = manifest
        live = LiveBoard()
        rules = RunRules(order.plan.load)
        stop = StopFlag()
        let orders = WorkerOrder.split(
            order, preflight, writer: writer, rules: rules, live: live, stop: stop)
        threads = try orders.map { try WorkerThread($0) }
        origin = orders[0].gate.open(for: threads.count)
    }

    /// Ends the run early: what is in flight is recorded as `cut`.
    package func interrupt() {
        stop.request()
        for thread in threads { thread.wake() }
    }

    package var isFinished: Bool { threads.allSatisfy(\.isFinished) }

    /// The record's first refused write; a caller should interrupt the run.
    package var recordFailure: RecordError? { writer.failure }

    package var elapsed: Duration { .now() - origin }

    /// Costs some 20 us: ask when it is to be shown.
    package func progress() -> RunProgress {
        var progress = RunProgress()
        progress.elapsed = elapsed
        progress.openStreams = live.openStreams
        progress.serverPause = max(.zero, rules.pause.end - progress.elapsed)
        progress.startedRequests = live.startedRequests
        progress.outputEvents = live.outputEvents
        progress.snapshot = writer.liveSnapshot()
        return progress
    }

    /// Waits for the end, completes the record's files and closes them.
    ///
    /// - Throws: `RecordError` when the manifest or the histograms could not be written; the rows that
    ///   were written before stay.
    package func finish() throws(RecordError) -> RunManifest {
        let results = threads.map { $0.join() }
        let report = writer.finish()
        var manifest = manifest
        manifest.client.peakStreams = live.peakStreams
        manifest.note(rules, at: .now() - origin)
        manifest.complete(with: results, report)
        var histograms = HistogramSet()
        for result in results { histograms.merge(result.histograms) }
        try directory.write(manifest)
        try directory.write(histograms, clock: manifest.clock, length: .now() - manifest.origin)
        return manifest
    }
}

/// A run at one moment.
package struct RunProgress: Sendable {
    package var elapsed = Duration.zero
    package var openStreams = 0
    /// How long the server's `Retry-After` still holds back all starts; zero where none does.
    package var serverPause = Duration.zero
    package var startedRequests = 0
    package var outputEvents = 0
    package var snapshot = LiveCounts()
}

extension WorkerOrder {
    static func split(
        _ order: RunOrder, _ preflight: Preflight, writer: RecordWriter, rules: RunRules,
        live: LiveBoard, stop: StopFlag
    ) -> [WorkerOrder] {
        let plan = order.plan
        let targets = order.targets()
        let gate = StartGate()
        let memory = MemoryBudget(plan.load.memoryLimit)
        return (0..<preflight.workers).map { index in
            let share = WorkerShare(index: index, count: preflight.workers)
            let streams = share.part(of: preflight.streams)
            return WorkerOrder(
                plan: plan, share: share,
                dispatcher: plan.dispatcher(for: share, streams: streams, rules: rules),
                targets: targets, streams: streams,
                preparedStreams: plan.load.isOpenLoop ? min(streams, 64) : streams,
                writer: writer, live: live, stop: stop, gate: gate, memory: memory)
        }
    }
}
