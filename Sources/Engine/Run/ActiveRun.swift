internal import Glibc
package import RecordStore
package import RunModel
package import Workload

/// A run that is under way: workers on their threads, the record being written.
///
/// Safe from any thread. `finish` must be called once.
package final class ActiveRun: Sendable {
    package let directory: RecordDirectory
    private let manifest: RunManifest
    private let writer: RecordWriter
    private let prompts: PromptSource
    private let threads: [WorkerThread]
    private let live: LiveBoard
    private let rules: RunRules
    /// Of a run with two sides.
    private let blocks: BlockGate?
    private let stop: StopFlag
    private let origin: MonotonicInstant
    private let energy: EnergyMeter?
    private let networkProber: NetworkProber?
    /// Of a plan that names the server's own metrics.
    private let scraper: MetricsScraper?
    private let marks: MarkFile
    /// How long after the agreed start all workers were ready.
    private let late: Duration?

    /// Checks the machine, makes the run's folder, and starts.
    ///
    /// - Throws: `PreflightError`, `RecordError`, or `SystemCallError` when nothing could be started.
    package init(_ order: RunOrder) throws {
        let preflight = try Preflight(
            order.plan, isEmulated: order.isEmulated, shard: order.shard,
            rate: order.trace?.requestsPerSecond)
        let anchors = order.startsAt.map(ClockAnchors.init(at:)) ?? .now()
        var manifest = RunManifest(
            version: order.version, plan: order.shownPlan, clock: anchors,
            endpoint: order.shownURL,
            started: UTCTime.now().iso8601)
        manifest.isArrivalSeedDrawn = order.isArrivalSeedDrawn
        manifest.seedDerivedFrom = order.seedDerivedFrom
        manifest.describe(order, preflight)
        directory = try order.makeFolder()
        try directory.write(manifest)
        writer = try RecordWriter(
            directory: directory, clock: manifest.clock,
            sampling: ChunkSampling(plan: order.plan.record, seed: order.plan.seed),
            completing: AnswerJudge.completion(order))
        self.manifest = manifest
        marks = MarkFile(in: directory, origin: manifest.origin)
        prompts = order.prompts
        live = LiveBoard()
        rules = RunRules(
            order.plan.load, price: order.plan.price, shard: order.shard,
            targets: max(2, order.plan.target.frontEnds),
            windowReader: order.windowReader)
        blocks = order.plan.blockGate(workers: preflight.workers)
        stop = StopFlag()
        // Its first look comes before the first request.
        scraper = try MetricsScraper(order, in: directory, origin: manifest.origin)
        let orders = WorkerOrder.split(
            order, preflight, writer: writer, rules: rules, blocks: blocks, live: live, stop: stop)
        do {
            threads = try orders.map { try WorkerThread($0) }
        } catch {
            _ = scraper?.finish(.atOnce)
            throw error
        }
        networkProber =
            order.plan.record.networkProbe == true
            ? try? NetworkProber(orders[0].targets, origin: manifest.origin) : nil
        energy = EnergyMeter(order)
        let gate = orders[0].gate
        scraper?.waitForFirstLooks()
        let readyAt = gate.waitForWorkers(threads.count)
        origin = gate.open(for: threads.count, at: order.startsAt)
        late = order.startsAt.map { Self.lateness(of: $0, readyAt: readyAt, begunAt: .now()) }
    }

    /// How late the workers were ready, or the process was awake: a moment after the start is none.
    private static func lateness(
        of start: MonotonicInstant, readyAt: MonotonicInstant, begunAt: MonotonicInstant
    ) -> Duration {
        if readyAt > start { return readyAt - start }
        let late = begunAt - start
        return late > .milliseconds(100) ? late : .zero
    }

    /// Ends the run early: what is in flight is recorded as `cut`.
    package func interrupt() {
        stop.request()
        for thread in threads { thread.wake() }
    }

    /// Starts nothing more, since a rule of the user's holds; what is in flight ends by itself.
    package func end(by rule: String) { end(.ruleMet(rule)) }

    /// The same for any reason; the first counts.
    package func end(_ reason: EarlyEnd) {
        rules.endRun(reason)
        for thread in threads { thread.wake() }
    }

    /// Why nothing more starts; nil while something may.
    package var earlyEnd: EarlyEnd? { rules.earlyEnd }

    /// TTFT of measured successes so far, from *sent*. A copy of a histogram: for rules that ask for it.
    package func firstTokens() -> LatencyHistogram { writer.liveFirstTokens() }

    package var isFinished: Bool { threads.allSatisfy(\.isFinished) }

    /// The record's first refused write; a caller should interrupt the run.
    package var recordFailure: RecordError? { writer.failure }

    package var elapsed: Duration { .now() - origin }

    /// Whether refused requests wait for a target's list of models, and how long they wait at most.
    package var modelWait: Duration? {
        live.isAskingForModels ? ModelRequest.timeLimit : nil
    }

    /// Whether a target's list of models was asked for, since a model was refused.
    package var hasAskedForModels: Bool { live.hasAskedForModels }

    /// What a run that looks for limits takes, where its first answers have shown that it is not what was announced.
    package var correctedCost: CorrectedCost? { rules.costCorrection.cost }

    /// Of a run that looks for limits, once it has sent much more than it was said to take.
    package var costOverrun: CostOverrun? { rules.costCorrection.overrun }

    /// Keeps a mark of this moment in the record, on the disk when it returns. Not from a worker.
    ///
    /// - Parameter text: What it is called; nil for the number of the mark.
    /// - Returns: the mark, and when it was set on the clock of `elapsed`; nil where the run has marks enough.
    /// - Throws: `RecordError.cannotWrite`.
    package func mark(_ text: String?) throws(RecordError) -> (text: String, elapsed: Duration)? {
        guard let mark = try marks.append(text, at: .now()) else { return nil }
        return (mark.text, mark.instant - origin)
    }

    /// From now on `takeSpan` tells what the writer sees.
    package func watch() { writer.watch() }

    /// What came since the last call; nil unless it is watched. For one caller.
    package func takeSpan() -> LiveSpan? { writer.takeSpan() }

    /// What the server's own metrics said last; nil of a run that does not ask, or where one of them did not answer.
    package var serverValues: [ServerValue]? { scraper?.latest }

    /// An instant of the record on the clock of `elapsed`.
    package func elapsed(at instant: MonotonicInstant) -> Duration { instant - origin }

    /// Costs some 20 us: ask when it is to be shown.
    package func progress() -> RunProgress {
        var progress = RunProgress()
        progress.elapsed = elapsed
        progress.openStreams = live.openStreams
        progress.serverPause = max(.zero, rules.pause.end - progress.elapsed)
        progress.startedRequests = live.startedRequests
        progress.nextStart = live.nextStart
        progress.outputEvents = live.outputEvents
        progress.heldBack = rules.heldBack(at: progress.elapsed)
        progress.snapshot = writer.liveSnapshot()
        return progress
    }

    /// The block that waits for the command which the plan wants before it.
    package var waitingBlock: BlockPlace? { isFinished ? nil : blocks?.errand }

    /// The command before the block has ended, with an exit status or, below 0, by a signal. Unless that is
    /// 0, nothing more is sent.
    package func betweenEnded(_ place: BlockPlace, took: Duration, status: Int) {
        guard status == 0, !stop.isRequested else {
            blocks?.errandFailed(place, took: took, status: status)
            if !stop.isRequested {
                rules.endRun(
                    .betweenFailed(block: place.index, target: place.target, status: status))
            }
            return
        }
        blocks?.errandEnded(place, took: took, at: elapsed)
    }

    /// Waits for the end, completes the record's files and closes them.
    ///
    /// - Throws: `RecordError` when the manifest or the histograms could not be written; the rows that
    ///   were written before stay.
    package func finish() throws(RecordError) -> RunManifest {
        let results = threads.map { $0.join() }
        let metrics = scraper?.finish(stop.isRequested ? .atOnce : .withLastLook)
        let report = writer.finish()
        var manifest = manifest
        manifest.client.peakStreams = live.peakStreams
        if let late, late > .zero { manifest.shardStart?.lateNanoseconds = late.nanoseconds }
        manifest.note(rules, at: .now() - origin)
        // Instants of the record count from the manifest's origin, and blocks from the workers' start.
        manifest.blocks = blocks?.log.map { $0.moved(by: origin - manifest.origin) }
        manifest.complete(with: results, report)
        manifest.note(prompts, results)
        manifest.energy = energy?.use()
        manifest.networkProbe = networkProber?.finish()
        if let metrics {
            manifest.serverMetrics = metrics.sources
            manifest.notices += metrics.notices
        }
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
    /// When a worker that waits starts again, on the clock of `elapsed`; in the past where none waits.
    package var nextStart = Duration.zero
    package var outputEvents = 0
    /// How long starts were held back so far, by what.
    package var heldBack = HeldBack()
    package var snapshot = LiveCounts()
}

extension WorkerOrder {
    static func split(
        _ order: RunOrder, _ preflight: Preflight, writer: RecordWriter, rules: RunRules,
        blocks: BlockGate?, live: LiveBoard, stop: StopFlag
    ) -> [WorkerOrder] {
        let plan = order.plan
        let targets = order.targets()
        let gate = StartGate()
        let conversations = order.conversations
        let memory = MemoryBudget(plan.load.memoryLimit)
        return (0..<preflight.workers).map { index in
            let share = WorkerShare(worker: index, of: preflight.workers, in: order.shard)
            let streams = preflight.streams(ofWorker: index)
            let connections =
                plan.target.frontEnds > 1
                ? preflight.connections(ofWorker: index) : streams * targets.count
            return WorkerOrder(
                plan: plan, share: share,
                dispatcher: plan.dispatcher(
                    for: share, streams: streams, rules: rules, gate: blocks,
                    trace: order.trace, conversations: conversations),
                targets: targets, streams: connections,
                preparedStreams: plan.load.isOpenLoop
                    ? min(connections, 64) : plan.target.frontEnds > 1 ? streams : connections,
                writer: writer, live: live, stop: stop, gate: gate, blocks: blocks, memory: memory)
        }
    }
}

extension RunPlan {
    /// What opens the blocks of a run with two sides; nil for one side.
    fileprivate func blockGate(workers: Int) -> BlockGate? {
        guard let against, let schedule = blockSchedule else { return nil }
        return BlockGate(
            schedule, workers: workers, settle: against.settleTime,
            hasErrands: against.between != nil)
    }
}
