import Analysis
import ArgumentParser
import Foundation
import History
import RunModel

/// The gate tried on what is known: an emulator that gets slower by so much, behind the whole of the real pipeline, and
/// how often it fired.
struct GateProof {
    private let options: MeasureOptions
    private let gate: GateOptions
    private let judging: JudgingOptions

    private static let changes = [0.0, 0.05, 0.1, 0.2]
    private static let pastRuns = 8
    private static let milliseconds = 60.0

    init(_ options: MeasureOptions, _ gate: GateOptions, _ judging: JudgingOptions) {
        self.options = options
        self.gate = gate
        self.judging = judging
    }

    private struct Line: Encodable {
        let change: Double
        var gates = 0
        var fired = 0
        var untold = 0
        var confirmations = 0
        var others = 0
    }

    func run() async throws {
        let folder = try SmallRun.newFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        Terminal(isQuiet: options.output.quiet, isJSON: false).note(
            "Proving the gate with the embedded emulator: \(Self.pastRuns) runs for a history, then "
                + "\(gate.proveTrials) gates for each planted change of TTFT.")
        for _ in 0..<Self.pastRuns { _ = try await outcome(0, in: folder, isSaved: true) }
        var lines: [Line] = []
        for change in Self.changes {
            var line = Line(change: change)
            for _ in 0..<gate.proveTrials {
                let result = try await outcome(change, in: folder, isSaved: false)
                line.gates += 1
                if result.runs.count > 1 { line.confirmations += 1 }
                switch result.verdict {
                case .regression: line.fired += 1
                case .cannotTell: line.untold += 1
                case .passed, .shortHistory: break
                default: line.others += 1
                }
            }
            lines.append(line)
            if !options.output.json { try Terminal.say(Self.text(line)) }
        }
        let judged = lines.reduce(0) { $0 + $1.gates - $1.others }
        let all = lines.reduce(0) { $0 + $1.gates }
        if !options.output.json, judged < all {
            try Terminal.say(
                "\(all - judged) of \(all) gates could not be judged: the machine was too busy for true times"
                    + (2 * judged < all ? ", so that this proves nothing.\n" : ".\n"))
        }
        if options.output.json {
            let data = try SnakeCase.encoder().encode(lines)
            try Terminal.say(String(decoding: data, as: UTF8.self) + "\n")
        }
        if 2 * judged < all { throw ExitCode.notTrustworthy }
    }

    private func outcome(
        _ change: Double, in folder: String, isSaved: Bool
    ) async throws -> GateResult {
        var gate = gate
        gate.history.history = "\(folder)/history"
        gate.noReadiness = true
        let subject = try await RunSubject(plan(change, in: folder), options)
        let session = GateSession(
            subject: subject, options: gate, rules: try judging.rules(nil), assertions: [],
            terminal: Terminal(isQuiet: true, isJSON: false))
        let history = GateHistory(subject, gate, session.rules)
        let result = try await session.judged(by: history, isSaved: isSaved)
        await subject.stop()
        guard result.verdict != .interrupted else { throw ExitCode.interrupted }
        return result
    }

    /// A short run of a quick emulator: about two seconds.
    private func plan(_ change: Double, in folder: String) -> RunPlan {
        var plan = RunPlan()
        plan.name = "prove"
        plan.target.isEmulated = true
        plan.request.modes = .streaming
        plan.record.folder = "\(folder)/reports"
        plan.record.chunks = .none
        plan.load.concurrency = 8
        plan.load.requests = 200
        plan.load.warmupRequests = 8
        plan.load.rounds = 10
        let time = Self.milliseconds * (1 + change)
        plan.target.emulator.timeToFirstTokenMilliseconds = "normal(\(time),\(time / 20))"
        plan.target.emulator.gapMilliseconds = "2"
        plan.target.emulator.outputTokens = "12"
        return plan
    }

    private static func text(_ line: Line) -> String {
        let change = "TTFT +\(Int((line.change * 100).rounded())) %"
        return change.padding(toLength: 12, withPad: " ", startingAt: 0)
            + "fired \(line.fired) of \(line.gates - line.others)"
            + (line.confirmations > 0 ? ", ran again in \(line.confirmations)" : "")
            + (line.untold > 0 ? ", could not tell in \(line.untold)" : "")
            + (line.others > 0 ? ", not judged in \(line.others): the machine was too busy" : "")
            + "\n"
    }
}
