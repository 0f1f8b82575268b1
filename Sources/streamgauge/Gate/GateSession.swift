import Analysis
import ArgumentParser
import Engine
import Foundation
import History
import RecordStore
import Reporting
import RunModel

/// One gate as its user sees it: is the target ready, measure, judge against the history, confirm, save, say.
struct GateSession {
    let subject: any GateSubject
    let options: GateOptions
    let rules: SideRules
    let assertions: [Assertion]
    let terminal: Terminal

    /// - Returns: the exit code.
    func run() async throws -> ExitCode {
        let history = GateHistory(subject, options, rules)
        guard !options.planOnly else {
            try Terminal.say(GatePreview(subject, options, history).text)
            return .success
        }
        GateOutputs(folder: options.results).clear()
        // A folder that cannot be written is told before anything is sent.
        try options.history.folder.prepare()
        if let name = options.release, history.judge.release == nil {
            throw ValidationError(
                "--release: no run belongs to the baseline '\(name)'; 'streamgauge history baseline \(name) RUN…' "
                    + "names some.")
        }
        for note in history.notes { terminal.note("Note: \(note).") }
        let preview = GatePreview(subject, options, history)
        for line in [preview.line, preview.readiness].compactMap({ $0 }) { terminal.note(line) }
        return try tell(try await judged(by: history, isSaved: true))
    }

    /// Measures and judges, and saves where that is wanted.
    func judged(by history: GateHistory, isSaved: Bool) async throws -> GateResult {
        var result = GateResult(
            version: StreamGauge.version, name: subject.plan.name, labels: history.labels)
        result.isAdvisory = options.advisory
        result.notes = history.notes
        result.previous = history.previous
        do {
            result.readiness = try await readiness()
        } catch let code as ExitCode where code == .interrupted {
            result.end(.interrupted)
            return result
        }
        let runs = try await measure(&result, history.judge)
        if isSaved { save(runs, history, &result) }
        return result
    }

    /// Of two targets that of the one that is not ready; nil where nobody looks.
    private func readiness() async throws -> Readiness? {
        guard subject.hasReadiness, !options.noReadiness else { return nil }
        var found: Readiness?
        for order in try subject.probes() {
            let next = try await ReadinessProbe(
                order: order, wait: options.wait?.duration ?? .zero, terminal: terminal
            ).readiness()
            if found?.isSettled != false { found = next }
        }
        return found
    }

    /// The runs of the gate, before they are saved.
    private struct Runs {
        var all: [Run] = []
        /// Whether they look worse, or as if they had done other work, and nothing has cleared them.
        var isSuspect = false

        mutating func look(_ findings: GateJudge.Findings?) {
            guard let findings else { return }
            isSuspect =
                findings.isComparable ? findings.wantsConfirmation : findings.recent.sides != nil
        }
    }

    /// One of them.
    private struct Run {
        let past: PastRun
        let folder: String
        let seed: UInt64
        let seconds: Double?

        init(
            _ finding: GateFinding, _ subject: any GateSubject, _ labels: RunLabels,
            _ folder: String, _ seed: UInt64, _ place: Int
        ) {
            past = PastRun(
                id: "~\(place)", kind: subject.kind, labels: labels, profile: finding.profile)
            self.folder = folder
            self.seed = seed
            seconds = finding.seconds
        }
    }

    // MARK: Measuring

    /// Measures, and again while something looks worse, and concludes.
    private func measure(_ result: inout GateResult, _ judge: GateJudge) async throws -> Runs {
        var runs = Runs()
        var findings: GateJudge.Findings?
        repeat {
            if !runs.all.isEmpty { terminal.note("It looks worse; measuring again to confirm.") }
            // Answers that were kept are answers to the prompts of one seed.
            let seed =
                subject.plan.request.quality?.usesDigests == true
                ? subject.plan.seed : RunSeed.derived(from: subject.plan.seed)
            let outcome = try await subject.measure(seed: seed, on: terminal)
            guard let folder = outcome.folder else { throw outcome.code }
            if let verdict = GateResult.Verdict(died: outcome.code) {
                // What was found before stands beside it.
                result.conclude(findings)
                if verdict == .targetFailed {
                    result.notes.insert(try subject.reason(in: folder), at: 0)
                }
                result.end(verdict)
                return runs
            }
            let finding = try subject.finding(in: folder)
            note(folder, &result)
            runs.all.append(
                Run(finding, subject, result.labels, folder, seed, runs.all.count))
            result.runs.append(GateRun(folder: folder, seed: seed, profile: finding.profile))
            if let rule = finding.abortedBy {
                result.conclude(findings)
                result.abortedBy = rule
                result.end(.assertionFailed)
                return runs
            }
            if runs.all.count == 1 { try judgeAssertions(of: folder, &result) }
            (result.limits, result.sides) = (finding.limits, finding.sides)
            result.capacity = finding.capacity
            if subject.kind != .ab { findings = judge.findings(of: runs.all.map(\.past)) }
            runs.look(findings)
        } while result.wantsAnotherRun(findings, confirm: options.confirm)
        result.conclude(findings)
        // What stays open is a plausible run of an unchanged target.
        if result.verdict == .cannotTell { runs.isSuspect = false }
        return runs
    }

    /// What the server's own metrics say of whose load it was, once a sentence.
    private func note(_ folder: String, _ result: inout GateResult) {
        guard subject.plan.record.serverMetrics != nil,
            let directory = try? RecordDirectory(opening: folder),
            let summary = try? DerivedFiles(of: directory).summary
        else { return }
        for note in ServerNotes.notes(summary) where !result.notes.contains(note) {
            result.notes.append(note)
        }
    }

    private func judgeAssertions(of folder: String, _ result: inout GateResult) throws {
        guard !assertions.isEmpty else { return }
        let target = subject.kind == .ab ? 1 : nil
        result.assertions = try AssertedRecord(folder, target: target).results(of: assertions)
    }

    // MARK: Saving and saying

    private func save(_ runs: Runs, _ history: GateHistory, _ result: inout GateResult) {
        for (place, run) in runs.all.enumerated() {
            let entry = HistoryEntry(
                run.past.profile, kind: subject.kind, series: subject.plan.name,
                labels: history.labels, seconds: run.seconds, seed: run.seed, folder: run.folder,
                verdict: result.verdict.isOfRun ? result.verdict : nil,
                isSuspect: runs.isSuspect)
            do throws(RecordError) {
                let id = try options.history.folder.add(entry)
                if result.runs.indices.contains(place) { result.runs[place].id = id }
            } catch {
                Terminal.warn("streamgauge: \(error)")
                result.end(.recordFailed)
                return
            }
        }
    }

    private func tell(_ given: GateResult) throws -> ExitCode {
        var result = given
        let outputs = GateOutputs(folder: options.results)
        var files: [String] = []
        do throws(RecordError) {
            files = try outputs.write(result)
        } catch {
            // What was found is told all the same.
            Terminal.warn("streamgauge: \(error)")
            result.end(.recordFailed)
            _ = try? outputs.writeFiles(result)
        }
        if terminal.isJSON {
            let json = try? GateFormat.json.contents(of: result)
            try Terminal.say(String(decoding: json ?? Data(), as: UTF8.self))
        } else if !terminal.isQuiet {
            try Terminal.say(
                ConsoleGate(result, files: files, usesColour: terminal.hasColor).rendered())
        }
        if terminal.isQuiet, !terminal.isJSON, result.exitCode != 0 {
            Terminal.warn("streamgauge: \(GateLine.text(result))")
        }
        try outputs.annotate(result, isJSON: terminal.isJSON)
        return ExitCode(result.exitCode)
    }
}

extension GateResult.Verdict {
    /// Whether it says something of the runs that were made, and not of one that died.
    fileprivate var isOfRun: Bool {
        ![.interrupted, .recordFailed, .targetFailed].contains(self)
    }

    /// Of a run that came to nothing; nil of one that can be judged, whatever it found.
    init?(died code: ExitCode) {
        switch code {
        case .interrupted: self = .interrupted
        case .recordFailed: self = .recordFailed
        case .targetUnusable: self = .targetFailed
        default: return nil
        }
    }
}
