import Analysis
import ArgumentParser
import Engine
import Foundation
import RecordStore
import Reporting
import RunModel
import Workload

/// One sweep as its user sees it: what will be sent, a step after another, the table, the exit code.
struct SweepSession {
    /// How often a step is measured that has not settled.
    static let mostAttempts = 3

    private var plan: SweepPlan
    /// What goes on, and where it lies.
    private let begun: (record: SweepRecord, folder: String)?
    private let manner: Manner
    private let place: RunFolderOptions
    private let formats: [SweepFormat]
    private let terminal: Terminal
    private let order: Order

    /// How far it goes.
    struct Manner {
        /// Whether loads beyond one that was too much are measured too.
        var measuresAll = false
        /// What is swept, by how long an answer took before the first step; nil for what was given.
        var plan: (Duration) -> SweepPlan? = { _ in nil }
        /// How often a step is measured at most while the target has not settled.
        var mostAttempts = SweepSession.mostAttempts
        /// Looks at what is known after a step, and says whether more is wanted.
        var goesOn: (SweepSummary) -> Bool = { _ in true }
        /// Shows what was measured in the end, with the files that were written.
        var show: (SweepReport, [String], Terminal) throws -> Void = {
            try SweepTable.show($0, files: $1, on: $2)
        }
    }

    /// The order of a step's plan.
    typealias Order = (RunPlan) throws -> RunOrder

    init(
        plan: SweepPlan, begun: (record: SweepRecord, folder: String)?, manner: Manner,
        place: RunFolderOptions,
        formats: [SweepFormat], terminal: Terminal, order: @escaping Order
    ) {
        self.plan = plan
        self.begun = begun
        self.manner = manner
        self.place = place
        self.formats = formats
        self.terminal = terminal
        self.order = order
    }

    /// - Returns: the exit code; what was measured is written in any case.
    func run(announcing line: String) async throws -> ExitCode {
        let stop = StepsStop()
        let signals = Signals { stop.signal() }
        defer { withExtendedLifetime(signals) {} }
        terminal.watch?.onStop { stop.request() }
        terminal.note(line)
        do {
            return try await measure(stop)
        } catch let error as PreflightError {
            Terminal.warn("streamgauge: \(error)")
            return .wrongUsage
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            return .recordFailed
        }
    }

    private func measure(_ stop: StepsStop) async throws -> ExitCode {
        let first = try order(plan.base)
        let probed = try await SweepProbe(order: first, terminal: terminal).look {
            stop.isRequested
        }
        switch probed {
        case .answers(let answer):
            var session = self
            session.plan = manner.plan(answer) ?? plan
            return try await session.sweep(first, answer, stop)
        case .stopped: return .interrupted
        case .fails(let requests):
            Terminal.warnOfFailure(of: requests, target: first.shownURL)
            let diagnosis = TargetDiagnosis(order: first, requests: requests, hasModels: false)
            for line in diagnosis.lines { Terminal.warn(line) }
            return .targetUnusable
        }
    }

    /// Measures step after step, of a target whose answers took so long.
    private func sweep(
        _ first: RunOrder, _ answer: Duration, _ stop: StepsStop
    ) async throws -> ExitCode {
        var progress = try Progress(
            begun?.record ?? record(of: first), folder: folder(of: first))
        stop.began(in: progress.folder.path)
        for (index, place) in plan.places.enumerated() where !progress.record.hasMeasured(place) {
            if stop.isRequested { progress.record.ending = .interrupted }
            guard progress.record.ending == .unfinished else { break }
            if !manner.measuresAll, progress.record.isBeyond(place) { continue }
            terminal.note(
                "Step \(index + 1) of \(plan.places.count): \(place.load.label), pass \(place.pass)."
            )
            try await step(place, probed: answer, &progress, stop)
            guard manner.goesOn(progress.steps.summary(progress.record)) else { break }
        }
        return try finish(&progress)
    }

    // MARK: Steps

    /// What was done so far, and where it lies.
    private struct Progress {
        var record: SweepRecord
        let folder: SweepFolder
        var steps: SweepSteps

        init(_ record: SweepRecord, folder: SweepFolder) throws {
            self.record = record
            self.record.ending = .unfinished
            self.record.ended = nil
            self.folder = folder
            steps = SweepSteps(folder: folder.path)
            for step in record.counted { try steps.read(step) }
            try write()
        }

        func write() throws(RecordError) { try folder.write(steps.summary(record)) }
    }

    /// Measures a place, and again with twice the warm-up while the target has not settled.
    private func step(
        _ place: SweepPlan.Place, probed: Duration, _ progress: inout Progress, _ stop: StepsStop
    ) async throws {
        let canWarmUpMore =
            plan.base.load.warmupRequests == nil && plan.base.load.warmupDuration == nil
        for attempt in 0..<manner.mostAttempts {
            let answer = progress.steps.answer(under: place.load) ?? probed
            let name = progress.folder.newStep(place, attempt: attempt)
            var order = try order(StepPlan(plan, place, attempt: attempt, answer: answer).plan)
            order.folder = "\(progress.folder.path)/\(name)"
            let outcome = try await SweepStepRun(
                order: order, mostFailures: plan.mostFailures, terminal: terminal
            ).run { stop.isRequested }
            let isLast = attempt == manner.mostAttempts - 1 || !canWarmUpMore
            let step = try take(outcome, place, attempt, name, isLast: isLast, &progress)
            if step.settling != .repeated { return }
            terminal.note("The target had not settled; measuring again with twice the warm-up.")
        }
    }

    /// Takes the record of a step that has ended.
    private func take(
        _ outcome: SweepStepRun.Outcome, _ place: SweepPlan.Place, _ attempt: Int, _ name: String,
        isLast: Bool, _ progress: inout Progress
    ) throws -> SweepStep {
        var step = SweepStep(
            place, attempt: attempt, folder: name, ending: outcome.ending, settling: .unknown)
        let derived = try DerivedFiles(of: outcome.directory)
        let hasSuccess = derived.summary.hasSuccess()
        let isDead = !hasSuccess || derived.record.requests.areOfLostTarget
        if isDead, [.measured, .failing, .saturated].contains(step.ending) {
            step.ending = .targetFailed
        }
        let sample = StepSample(
            place, manifest: derived.record.manifest, requests: derived.record.requests,
            histograms: derived.record.histograms, summary: derived.summary)
        if step.ending == .measured, sample.isOverloaded { step.ending = .saturated }
        if step.ending == .measured {
            step.settling =
                sample.settling == .notSettled && !isLast ? .repeated : sample.settling
        }
        if hasSuccess { progress.steps.take(step, derived) }
        progress.record.steps.append(step)
        switch step.ending {
        case .interrupted: progress.record.ending = .interrupted
        case .targetFailed: progress.record.ending = .targetFailed
        case .pauseTooLong: progress.record.ending = .pauseTooLong
        case .recordFailed: progress.record.ending = .recordFailed
        case .measured, .saturated, .failing: break
        }
        if let failure = outcome.failure { throw failure }
        try outcome.directory.write(derived.files(ReportFormat.standard))
        try progress.write()
        if step.ending == .targetFailed {
            Terminal.warnOfFailure(
                of: derived.record.requests, target: derived.record.manifest.endpoint)
        }
        return step
    }

    // MARK: The beginning and the end

    /// The record of a sweep that begins now.
    private func record(of order: RunOrder) -> SweepRecord {
        var shown = plan
        shown.base = plan.base.withoutSecrets
        shown.base.name = order.masked(plan.base.name)
        var record = SweepRecord(
            version: StreamGauge.version, plan: shown, started: UTCTime.now().iso8601,
            endpoint: order.shownURL)
        record.isEmulated = order.isEmulated ? true : nil
        return record
    }

    private func folder(of order: RunOrder) throws(RecordError) -> SweepFolder {
        if let begun { return SweepFolder(path: begun.folder) }
        if let folder = place.folder {
            return SweepFolder(path: try RecordDirectory(creatingAt: folder).path)
        }
        let name = order.masked(plan.base.name)
        let parts = [
            order.isEmulated ? "emulator" : nil, name, name.hasSuffix("sweep") ? nil : "sweep",
        ]
        return SweepFolder(
            path: try RecordDirectory(
                creatingIn: plan.base.record.folder,
                name: parts.compactMap { $0 }.joined(separator: "-"), at: .now()
            ).path)
    }

    private func finish(_ progress: inout Progress) throws -> ExitCode {
        if progress.record.ending == .unfinished { progress.record.ending = .completed }
        progress.record.ended = UTCTime.now().iso8601
        try progress.write()
        let report = progress.steps.report(progress.record)
        let files = try progress.folder.write(report, formats)
        files.first { $0.hasSuffix(".html") }.map { terminal.watch?.wrote(page: $0) }
        try manner.show(report, files, terminal)
        switch progress.record.ending {
        case .interrupted: return .interrupted
        case .targetFailed, .pauseTooLong: return .targetUnusable
        case .recordFailed: return .recordFailed
        case .completed, .unfinished: return .success
        }
    }
}
