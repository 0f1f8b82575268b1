import Analysis
import ArgumentParser
import Cluster
import Engine
import Foundation
import RecordStore
import Reporting
import RunModel
import Synchronization
import Workload

/// One run as its user sees it: what will be sent, progress, the table, the exit code.
struct RunSession {
    private let order: RunOrder
    private let terminal: Terminal
    private let announcement: String
    /// Of a run that is one shard of several.
    private let gathering: ShardGathering?
    private let report: Report

    /// Judges a complete record.
    typealias Report = (RecordDirectory) throws(RecordError) -> any RunReport

    init(
        _ order: RunOrder, _ terminal: Terminal, announcement: String,
        gathering: ShardGathering? = nil, report: @escaping Report
    ) {
        self.order = order
        self.gathering = gathering
        self.terminal = terminal
        self.announcement = announcement
        self.report = report
    }

    /// How it ended, and where its record is; no folder where none was made.
    struct Outcome {
        let code: ExitCode
        let folder: String?
    }

    /// Runs to the end, or to the first interrupt.
    ///
    /// - Returns: the exit code; the record is written in any case.
    func run() async throws -> ExitCode { try await outcome().code }

    func outcome() async throws -> Outcome {
        // What comes before there is a run to interrupt ends it as soon as there is.
        let isEarly = EarlySignal()
        let early = Signals { isEarly.set() }
        defer { withExtendedLifetime(early) {} }
        do throws(PreflightError) {
            // Before others are met, who would wait for a shard that cannot carry its part.
            _ = try Preflight(
                order.plan, isEmulated: order.isEmulated,
                shard: gathering?.choice.shard ?? order.shard,
                memoryLeft: MemoryLimit.left(.ofThisMachine))
        } catch {
            Terminal.warn("streamgauge: \(error)")
            return Outcome(code: .wrongUsage, folder: nil)
        }
        if let gathering { terminal.note(gathering.announcement) }
        terminal.note(announcement)
        var order = order
        if let probe = LengthProbe(order, terminal) {
            do {
                order.prompts.learntRatio = try await probe.learn { isEarly.value }
            } catch {
                Terminal.warn("streamgauge: \(error)")
                return Outcome(
                    code: error is PreflightError ? .wrongUsage : .recordFailed, folder: nil)
            }
        }
        var farewell: ShardFarewell?
        if let gathering {
            do {
                let isCancelled = { @Sendable in isEarly.value }
                guard let met = try await gathering.gather(order, isCancelled: isCancelled) else {
                    Terminal.warn(
                        "streamgauge: interrupted before the shards began; nothing was sent")
                    return Outcome(code: .interrupted, folder: nil)
                }
                (order, farewell) = met
            } catch {
                Terminal.warn("streamgauge: \(error)")
                return Outcome(code: .notComparable, folder: nil)
            }
        }
        let run: ActiveRun
        do {
            run = try ActiveRun(order)
        } catch {
            await farewell?.abandon()
            Terminal.warn("streamgauge: \(error)")
            return Outcome(
                code: error is PreflightError ? .wrongUsage : .recordFailed, folder: nil)
        }
        let interrupts = Interrupts(run)
        let signals = Signals { interrupts.signal() }
        if isEarly.value { interrupts.signal() }
        terminal.watch?.onStop { interrupts.end() }
        await watch(run)
        interrupts.runEnded()
        terminal.watch?.onStop(nil)
        defer { withExtendedLifetime(signals) {} }
        return Outcome(code: try await finish(run, farewell), folder: run.directory.path)
    }

    private func watch(_ run: ActiveRun) async {
        var view = ProgressView(run, order, on: terminal, logSeconds: 5)
        var between = BetweenCommand(order)
        let rules = try? AbortRules(order.plan.judging)
        var isCostShown = false
        var isOverrunShown = false
        var models = ModelWait()
        while !run.isFinished {
            // A look costs more than anything else in a run of few streams; a longer run may end a little later.
            let pause = run.elapsed < .seconds(1) ? 20 : 100
            try? await Task.sleep(for: .milliseconds(pause))
            between?.advance(run)
            if let rule = rules?.met(by: run) { run.end(by: rule) }
            if run.recordFailure != nil { run.interrupt() }
            if !isCostShown, let cost = run.correctedCost {
                isCostShown = true
                terminal.clearProgress()
                terminal.note("Note: \(cost.sentence).")
            }
            if !isOverrunShown, let overrun = run.costOverrun {
                isOverrunShown = true
                terminal.clearProgress()
                terminal.note("Note: so far \(overrun.sentence).")
            }
            if let line = models.line(run) {
                terminal.clearProgress()
                terminal.note(line)
            }
            view.look()
        }
        await between?.end(run)
        view.end()
    }

    /// What was said when it was found is not said again. An unverified server, and a run that ended itself, are told even to those who asked for quiet.
    private func show(_ notice: Notice) {
        let line = "Note: \(notice.text)."
        switch notice.kind {
        case .insecure, .endedEarly: Terminal.warn(line)
        case .costCorrected: break
        default: terminal.note(line)
        }
    }

    private func shown(_ report: any RunReport) -> ExitCode {
        do throws(ExitCode) {
            try report.show(on: terminal)
            return .success
        } catch {
            return error
        }
    }

    /// Says last what to do where nothing succeeded. A run of two sides says it of each in its verdict.
    private func diagnose(_ run: ActiveRun) {
        guard order.plan.against == nil,
            let requests = try? RecordReader(opening: run.directory.path).read().requests
        else { return }
        let diagnosis = TargetDiagnosis(
            order: order, requests: requests, hasModels: run.hasAskedForModels)
        for line in diagnosis.lines { Terminal.warn(line) }
    }

    /// The first shard's, once its files are written: whoever ends it now loses nothing.
    private func awaitOthers(_ farewell: ShardFarewell?, isStopped: Bool) async {
        guard let farewell else { return }
        if farewell.isAwaiting, !isStopped {
            terminal.note("Waiting for the other shards to be done, a minute at most.")
        }
        for index in await farewell.awaitOthers(isStopped: isStopped) {
            terminal.note("Note: shard \(index + 1) was not done when this one left.")
        }
    }

    /// Says the record's first failure and no other: a full disk refuses one file after another.
    private func finish(_ run: ActiveRun, _ farewell: ShardFarewell?) async throws -> ExitCode {
        var failure: RecordError?
        var report: (any RunReport)?
        var manifest: RunManifest?
        do throws(RecordError) {
            var complete = try run.finish()
            if let farewell {
                complete.shardStart?.clockAtEnd = await farewell.leave()
                try run.directory.write(complete)
            }
            complete = try complete.calibrated(in: run.directory)
            manifest = complete
            for notice in complete.notices where notice.kind != .recordFailure {
                show(notice)
            }
        } catch {
            failure = error
            _ = await farewell?.leave()
        }
        failure = run.recordFailure ?? failure
        do throws(RecordError) {
            let judged = try self.report(run.directory)
            report = judged
            // First the files: whoever reads the table may be gone.
            try judged.write()
            terminal.watch?.wrote(page: judged.page)
        } catch {
            failure = failure ?? error
        }
        if let failure { Terminal.warn("streamgauge: \(failure)") }
        await awaitOthers(farewell, isStopped: manifest?.ending == .interrupted)
        let output = report.map { shown($0) } ?? .success
        guard failure == nil, let report else { return .recordFailed }
        guard output == .success else { return output }
        if report.ending == .interrupted { return .interrupted }
        if manifest?.isBetweenFailed == true { return .betweenFailed }
        let code = report.judge(target: order.shownURL)
        if code == .targetUnusable { diagnose(run) }
        return manifest?.abortedBy == nil ? code : ExitCode.worst(code, .assertionFailed)
    }
}

/// Whether somebody wanted a run to end before there was one.
private final class EarlySignal: Sendable {
    private let flag = Atomic<Bool>(false)

    var value: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}
