import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// Two sweeps compared load by load: on the terminal, as a page over each other, and as the exit code.
struct SweepSides {
    private let reports: [SweepReport]
    private let comparison: SweepComparison

    /// The two folders where both sides are a sweep each; nil where neither is one.
    ///
    /// - Throws: `ValidationError` where a sweep stands against runs, or with another.
    static func folders(base: [String], new: [String]) throws -> (base: String, new: String)? {
        guard (base + new).contains(where: SweepFolder.isSweep) else { return nil }
        let sides = new.isEmpty && base.count == 2 ? ([base[0]], [base[1]]) : (base, new)
        guard sides.0.count == 1, sides.1.count == 1,
            (sides.0 + sides.1).allSatisfy(SweepFolder.isSweep)
        else {
            throw ValidationError(
                "A sweep is compared with one other sweep; write 'compare SWEEP --to SWEEP'.")
        }
        guard sides.0 != sides.1 else {
            throw ValidationError(
                "'\(sides.0[0])' is on both sides; compare it with another sweep.")
        }
        return (sides.0[0], sides.1[0])
    }

    /// - Throws: `RecordError` of a step that cannot be read, `ValidationError` where there is no sweep.
    init(_ folders: (base: String, new: String), rules: (JudgingPlan?) throws -> SideRules) throws {
        reports = try [folders.base, folders.new].map { try SweepReport(folder: $0) }
        // The base's: a changed plan must not loosen what it is judged by.
        let plan = try SweepFolder.record(in: folders.base).plan.base
        comparison = SweepComparison(
            base: try Self.side(folders.base), new: try Self.side(folders.new),
            rules: try rules(plan.judging))
    }

    private static func side(_ folder: String) throws -> SweepComparison.Side {
        let record = try SweepFolder.record(in: folder)
        return SweepComparison.Side(
            name: RecordName.of(folder), plan: record.plan.base,
            steps: try record.counted.map { step in
                (step, try RunProfile(folder: "\(folder)/\(step.folder)"))
            })
    }

    /// Writes the page into a folder and prints the table, or the JSON.
    ///
    /// - Throws: `ExitCode` unless nothing got worse; `RecordError` of what cannot be written.
    func tell(in folder: String, hasPage: Bool, on terminal: Terminal) throws {
        let path = "\(folder)/compare.html"
        if hasPage {
            try WholeFile.makeFolder(folder)
            let page = try SweepPage(reports, comparison: comparison).rendered()
            try WholeFile.write(Array(page.utf8), named: path)
        }
        if terminal.isJSON {
            try Terminal.say(String(decoding: try SweepJSON.data(comparison), as: UTF8.self))
        } else if !terminal.isQuiet {
            try Terminal.say(
                ConsoleSweepComparison(
                    comparison, files: hasPage ? [path] : [], usesColour: terminal.hasColor
                ).rendered())
        }
        let code: ExitCode =
            switch comparison.verdict {
            case .noRegression: .success
            case .regression: .regression
            case .cannotTell: .changeUntold
            case .notComparable, .nothingJudged: .notComparable
            }
        if code != .success { throw code }
    }
}
