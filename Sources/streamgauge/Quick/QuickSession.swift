import Analysis
import ArgumentParser
import Emulator
import Engine
import Foundation
import Reporting
import RunModel

/// A first look as its user sees it: what will be sent, a short sweep, five lines.
struct QuickSession {
    let options: QuickOptions
    let target: QuickTarget
    let server: EmulatorServer?
    let place: RunFolderOptions
    let terminal: Terminal
    /// Whether the user says how long answers are.
    let hasTokens: Bool

    /// - Returns: the exit code; what was measured is written in any case.
    func run() async throws -> ExitCode {
        let base = target.plan
        let plan = QuickPlan(base, options)
        let end = ContinuousClock.now + plan.duration
        let manner = SweepSession.Manner(
            plan: { answer in
                let plan = QuickPlan(base, options, answer: answer, isLengthGiven: hasTokens)
                if let remark = plan.remark { terminal.note(remark) }
                return plan.sweep
            },
            mostAttempts: 1,
            goesOn: { Self.goesOn($0) && ContinuousClock.now < end },
            show: { report, _, terminal in try show(report, terminal) })
        let session = SweepSession(
            plan: plan.sweep, begun: nil, manner: manner, place: place,
            formats: SweepFormat.standard, terminal: terminal
        ) { step in try order(step, seedDerivedFrom: base.seed) }
        let address = Announcement.address(try order(base).sides[0])
        return try await session.run(announcing: plan.announcement(to: address))
    }

    private func order(_ plan: RunPlan, seedDerivedFrom seed: UInt64? = nil) throws -> RunOrder {
        try RunOrder(plan, emulator: server, apiKey: target.apiKey, seedDerivedFrom: seed)
    }

    /// Whether a greater load is worth measuring: the one before kept the bound, and was this client's doing in nothing.
    private static func goesOn(_ summary: SweepSummary) -> Bool {
        QuickAnswer(summary, isTimeUp: false).map { $0.gaveOut == .nothing } ?? true
    }

    private func show(_ report: SweepReport, _ terminal: Terminal) throws {
        let isTimeUp = !report.summary.record.missing.isEmpty
        guard let answer = QuickAnswer(report.summary, isTimeUp: isTimeUp) else {
            return try SweepTable.show(report, files: [], on: terminal)
        }
        if terminal.isJSON {
            let json = try QuickJSON.data(answer, folder: report.folder)
            return try Terminal.say(String(decoding: json, as: UTF8.self))
        }
        guard !terminal.isQuiet else { return try Terminal.say(report.folder + "\n") }
        let lines = QuickWording(
            answer, readingSpeed: target.plan.display.tokensPerSecond,
            command: command(answer))
        try Terminal.say(lines.rendered() + "\nwritten \(report.folder)/sweep.html\n")
    }

    /// What measures the same thoroughly.
    private func command(_ answer: QuickAnswer) -> String {
        let most = max(4, answer.loads.last?.streams ?? 1)
        let asked = target.plan.target
        let words = [
            server == nil ? "--base-url \(ShellWord.quoted(answer.endpoint))" : "--emulator",
            asked.api.map { "--api \($0.rawValue)" },
            asked.provider.map { "--provider \($0.rawValue)" },
            server == nil ? "--model \(ShellWord.quoted(answer.model))" : nil,
        ]
        return "streamgauge sweep " + words.compactMap { $0 }.joined(separator: " ")
            + " --concurrency 1..\(most)"
    }
}

/// A word as a shell takes it.
enum ShellWord {
    static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_./:,@%+=".utf8.contains(byte)
            }
        }
        return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
