import Analysis
import ArgumentParser
import Engine
import Foundation
import RecordStore
import Reporting
import RunModel

/// A calibration as its user sees it: whether the server tells its times, then load after load, each with its error.
struct CalibrateSession {
    let plan: CalibratePlan
    /// Whom to ask: the emulator's address, or the named one.
    let baseURL: String
    let apiKey: String?
    let isEmulated: Bool
    /// The folder of all steps.
    let folder: RecordDirectory
    /// Where what is found is kept; nil where it is not.
    let calibrations: CalibrationFolder?
    let terminal: Terminal
    /// Whoever ends it; it listens already.
    let stop: StepsStop

    private static let reportFile = "calibration.json"

    /// - Returns: the exit code; what was found is written and kept in any case.
    /// - Throws: `RecordError` where a record could not be kept, `ExitCode` where standard output takes no more.
    func run() async throws -> ExitCode {
        let isStopped = { @Sendable [stop] in stop.isRequested }
        if let refusal = try await refusal(isStopped) {
            if isStopped() { return .interrupted }
            Terminal.warn("streamgauge: \(refusal.sentence)")
            for line in refusal.remedies { Terminal.warn(line) }
            return .targetUnusable
        }
        var report = CalibrationReport(
            version: StreamGauge.version, endpoint: RunPlan.withoutSecrets(url: baseURL),
            isEmulated: isEmulated, boundMs: plan.bound.duration.milliseconds)
        // A load whose record cannot be kept takes nothing from those before it.
        var fault: RecordError?
        do {
            try await measure(&report, isStopped)
        } catch let error as RecordError {
            guard !report.steps.isEmpty else { throw error }
            fault = error
            report.ending = .recordFailed
        }
        if report.steps.isEmpty, report.ending == .completed { return .wrongUsage }
        do throws(RecordError) {
            try keep(&report)
        } catch {
            fault = fault ?? error
        }
        let path = "\(folder.path)/\(Self.reportFile)"
        do throws(RecordError) {
            try write(report, to: path)
        } catch {
            fault = fault ?? error
        }
        try show(report, path)
        if let fault { throw fault }
        return code(of: report)
    }

    /// Load after load, until nothing is left to do or something ends it.
    private func measure(
        _ report: inout CalibrationReport, _ isStopped: @escaping @Sendable () -> Bool
    ) async throws {
        var search = plan.search
        var refused: String?
        while let load = search.load {
            let step: CalibrationReport.Step?
            do {
                step = try await self.step(load, number: report.steps.count + 1, isStopped)
            } catch let error as PreflightError {
                guard !report.steps.isEmpty else {
                    Terminal.warn("streamgauge: \(error)")
                    return
                }
                refused = error.description
                search.refuse()
                continue
            }
            guard !isStopped() else {
                report.ending = .interrupted
                break
            }
            guard let step else {
                report.ending = .targetFailed
                break
            }
            report.steps.append(step)
            terminal.note(ConsoleCalibration.line(step))
            search.add(step.verdict)
        }
        report.largest = plan.finds ? largest(search, refused) : nil
    }

    private func largest(
        _ search: CalibrationSearch, _ refused: String?
    ) -> CalibrationReport.Largest? {
        guard search.steps > 0 else { return nil }
        var largest = CalibrationReport.Largest()
        if plan.base.load.rate == nil {
            largest.concurrency = search.kept.map { Int($0) }
        } else {
            largest.rate = search.kept
        }
        largest.missedAt = search.missed
        largest.isCutShort = search.isCutShort ? true : nil
        largest.refusal = refused
        return largest
    }

    // MARK: A step

    /// - Returns: nil where no chunk came, or it was ended before its end.
    /// - Throws: `PreflightError` where this machine cannot have the load, `RecordError` where its record cannot be kept.
    private func step(
        _ load: Double, number: Int, _ isStopped: @escaping @Sendable () -> Bool
    ) async throws -> CalibrationReport.Step? {
        let name = "steps/\(number)-\(QuantityText.load(load))"
        var order = try order(plan.step(load))
        order.folder = "\(folder.path)/\(name)"
        let before = processors()
        let run = try await StepRun(order: order, terminal: terminal).run(
            isStopped: isStopped, look: { _ in nil })
        let idle = before.flatMap { before in processors()?.shares(since: before)?.idle }
        let manifest = try run.finish()
        if let failure = run.recordFailure { throw failure }
        guard !isStopped(), manifest.ending == .completed else { return nil }
        let reader = try RecordReader(opening: run.directory.path)
        let requests = try reader.requests()
        var errors = StampErrors(requests)
        _ = try reader.forEachChunk { chunk throws(RecordError) in errors.add(chunk) }
        guard
            let found = Calibration(
                plan.asked(load), CalibrationKey(manifest, host: MachineName.own), manifest,
                requests, errors, machineIdle: idle)
        else { return nil }
        return CalibrationReport.Step(
            folder: name, verdict: found.verdict(plan.bound.duration.milliseconds),
            calibration: found)
    }

    private func processors() -> ProcessorTimes? {
        SystemFiles.ofThisMachine.text("/proc/stat").flatMap(ProcessorTimes.init)
    }

    private func order(_ plan: RunPlan) throws -> RunOrder {
        var plan = plan
        plan.target.baseURL = baseURL
        return try RunOrder(plan, emulator: nil, apiKey: apiKey)
    }

    // MARK: Whether it can be done

    /// Why nothing can be calibrated against a server, and what to do, a line each.
    private struct Refusal {
        let sentence: String
        var remedies: [String] = []
    }

    /// Asks the server once; nil where it tells its times.
    private func refusal(_ isStopped: @escaping @Sendable () -> Bool) async throws -> Refusal? {
        var single = plan.base
        single.load.concurrency = 1
        single.load.rate = nil
        single.load.requests = 1
        single.load.workers = nil
        var order = try order(single)
        let place = try SmallRun.newFolder()
        defer { try? FileManager.default.removeItem(atPath: place) }
        order.folder = place + "/probe"
        let small = try SmallRun(order, terminal)
        try await small.end(isStopped: isStopped)
        let reader = try RecordReader(opening: small.run.directory.path)
        let requests = try reader.requests()
        let shown = order.shownURL
        guard requests.contains(where: \.outcome.isSuccess) else {
            let failure = requests.first { $0.outcome.isFailure }
            let words = failure.map { "\($0.outcome.rawValue): \($0.message ?? "no message")" }
            return Refusal(
                sentence: "no request to \(shown) succeeded"
                    + (words.map { "; it failed with \($0)" } ?? ""),
                remedies: TargetDiagnosis(order: order, requests: requests, hasModels: false).lines)
        }
        var errors = StampErrors(requests)
        _ = try reader.forEachChunk { chunk throws(RecordError) in errors.add(chunk) }
        guard errors.count > 0 else {
            return Refusal(
                sentence:
                    "\(shown) does not send the comments ': sent-ns=N' that say when it sent each event (docs/emulator.md), so "
                    + "that nothing can be calibrated against it; leave out --base-url for the emulator"
            )
        }
        guard !errors.isOfOtherClock else {
            return Refusal(
                sentence:
                    "the times that \(shown) sends are not of this machine's monotonic clock; "
                    + "the server must run on this machine")
        }
        return nil
    }

    // MARK: What it came to

    /// Keeps every load that was measured to its end: what misses the bound is this machine's error all the same.
    private func keep(_ report: inout CalibrationReport) throws(RecordError) {
        guard let calibrations else { return }
        var kept: [String] = []
        for step in report.steps {
            let file = try calibrations.keep(step.calibration)
            if !kept.contains(file) { kept.append(file) }
        }
        report.kept = kept
    }

    private func write(_ report: CalibrationReport, to path: String) throws(RecordError) {
        let data: Data
        do {
            data = try CalibrationJSON.data(report)
        } catch {
            throw .cannotWrite(file: path, reason: String(describing: error))
        }
        try WholeFile.write([UInt8](data), to: path)
    }

    private func show(_ report: CalibrationReport, _ path: String) throws {
        if terminal.isJSON {
            let json = try CalibrationJSON.data(report, folder: folder.path)
            return try Terminal.say(String(decoding: json, as: UTF8.self))
        }
        guard !terminal.isQuiet else { return try Terminal.say(folder.path + "\n") }
        try Terminal.say(
            ConsoleCalibration(report, files: [path], usesColour: terminal.hasColor).rendered())
    }

    private func code(of report: CalibrationReport) -> ExitCode {
        switch report.ending {
        case .interrupted: return .interrupted
        case .targetFailed:
            Terminal.warn(
                "streamgauge: \(report.endpoint) answered no more; what was measured before stands in \(folder.path)."
            )
            return .targetUnusable
        case .completed, .recordFailed: break
        }
        switch report.asked?.verdict {
        case .within: return .success
        case .missed: return .assertionFailed
        case .untold, nil: return .changeUntold
        }
    }
}
