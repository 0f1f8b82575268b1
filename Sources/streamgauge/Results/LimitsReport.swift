import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// What follows from the record of a limits run.
struct LimitsReport: RunReport {
    private let record: RunRecord
    let summary: LimitsSummary
    let directory: RecordDirectory
    private let formats: [LimitsFormat]

    /// Reads the record and judges it.
    ///
    /// - Throws: `RecordError` naming the file that cannot be read.
    init(of directory: RecordDirectory, _ formats: [LimitsFormat]) throws(RecordError) {
        let reader = try RecordReader(opening: directory.path)
        var record = try reader.read()
        var chunks = LimitsChunks()
        let leftOut = try reader.forEachChunk { chunk throws(RecordError) in chunks.add(chunk) }
        record.note(leftOut, of: .chunks)
        self.record = record
        summary = LimitsSummary(
            manifest: record.manifest, requests: record.requests, chunks: chunks)
        self.directory = directory
        self.formats = formats
    }

    var ending: RunEnding { record.manifest.ending }
    var page: String { directory.path(of: .limitsPage) }

    func show(on terminal: Terminal) throws(ExitCode) {
        if terminal.isJSON {
            if let json = try? LimitsJSON.data(summary, folder: directory.path) {
                try Terminal.say(String(decoding: json, as: UTF8.self))
            }
            return
        }
        guard !terminal.isQuiet else { return try Terminal.say(directory.path + "\n") }
        let files = directory.pathsToName(formats.map(\.fileName))
        let console = ConsoleLimits(summary, files: files, usesColour: terminal.hasColor)
        try Terminal.say(console.rendered())
    }

    func files() throws(RecordError) -> [DerivedFile] {
        do {
            return try DerivedFile.files(of: summary, formats: formats)
        } catch {
            throw .cannotWrite(file: directory.path, reason: String(describing: error))
        }
    }

    func charts(isDark: Bool) -> [DerivedFile] { ChartFiles.files(of: summary, isDark: isDark) }

    func judge(target: String) -> ExitCode {
        // It is no failure of the target, and no verdict on its limits.
        if summary.isQuotaUsedUp {
            return summary.contradicted.isEmpty ? .limitUntold : .limitBroken
        }
        guard summary.isUsable else {
            Terminal.warnOfFailure(of: record.requests, target: target)
            return .targetUnusable
        }
        if !summary.contradicted.isEmpty { return .limitBroken }
        return summary.untold.isEmpty ? .success : .limitUntold
    }
}
