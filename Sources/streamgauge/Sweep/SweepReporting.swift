import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// Reports of sweeps, made again from their records: of one its files and its table, of several a page.
struct SweepReporting {
    let folders: [String]
    let format: FormatOptions
    let out: String?
    let terminal: Terminal
    let isOpened: Bool

    /// Whether the folders are those of sweeps.
    ///
    /// - Throws: `ValidationError` where sweeps stand beside runs.
    static func areSweeps(_ folders: [String]) throws -> Bool {
        let sweeps = folders.filter(SweepFolder.isSweep)
        guard !sweeps.isEmpty else { return false }
        guard sweeps.count == folders.count else {
            throw ValidationError(
                "'\(sweeps[0])' is a sweep, and runs have no place beside one; its own runs are the folders in it."
            )
        }
        return true
    }

    /// - Throws: `ValidationError` for what a sweep has not, a `RecordError` of what cannot be written.
    func write() throws {
        let reports = try folders.map { try SweepReport(folder: $0) }
        // What was made of them while they were there is not overwritten by nothing.
        for report in reports where report.steps.isEmpty {
            guard report.summary.record.counted.isEmpty else {
                throw RecordError.cannotRead(
                    file: report.folder,
                    reason:
                        "none of the sweep's runs can be read; the links of 'sweep --of' want them where they were"
                )
            }
        }
        guard reports.count == 1 else { return try writePage(reports) }
        let formats = try format.sweepFormats()
        if let out {
            for format in formats { try Self.write(format.contents(of: reports[0]), to: out) }
            return
        }
        let files = try SweepFolder(path: folders[0]).write(reports[0], formats)
        try SweepTable.show(reports[0], files: files, on: terminal)
        if isOpened, let page = files.first(where: { $0.hasSuffix(".html") }) { Browser.show(page) }
    }

    private func writePage(_ reports: [SweepReport]) throws {
        guard !terminal.isJSON else {
            return try Self.write(SweepJSON.data(reports), to: "-")
        }
        guard !format.isGiven || format.hasPage else {
            throw ValidationError(
                "--format: several sweeps have one page, html; their sweep.json and sweep.csv have the numbers."
            )
        }
        let path = out ?? "sweeps.html"
        try Self.write(Data(SweepPage(reports).rendered().utf8), to: path)
        guard path != "-" else { return }
        if !terminal.isQuiet { try Terminal.say("written \(path)\n") }
        if isOpened { Browser.show(path) }
    }

    private static func write(_ contents: Data, to file: String) throws {
        guard file != "-" else {
            return try Terminal.say(String(decoding: contents, as: UTF8.self))
        }
        try WholeFile.write(Array(contents), named: file)
    }
}
