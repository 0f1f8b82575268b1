import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// What follows from a record: its summary, and the files and the table made of it. `run` and `report`
/// both end here, so that both write the same bytes.
struct DerivedFiles {
    /// What a command prints of a run.
    enum Table {
        case summary
        case comparison
    }

    let record: RunRecord
    let summary: RunSummary
    private let directory: RecordDirectory

    /// Reads the record and judges it.
    ///
    /// - Throws: `RecordError` naming the file that cannot be read.
    init(of directory: RecordDirectory) throws(RecordError) {
        let reader = try RecordReader(opening: directory.path)
        var record = try reader.read()
        var digest = ChunkDigest(manifest: record.manifest, requests: record.requests)
        let leftOut = try reader.forEachChunk { chunk throws(RecordError) in digest.add(chunk) }
        record.note(leftOut, of: .chunks)
        self.record = record
        summary = RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: record.histograms,
            chunks: digest, server: record.server, marks: record.marks)
        self.directory = directory
    }

    /// A file a format.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    func files(_ formats: [ReportFormat]) throws(RecordError) -> [DerivedFile] {
        do {
            return try DerivedFile.files(of: summary, formats: formats)
        } catch {
            throw .cannotWrite(file: directory.path, reason: String(describing: error))
        }
    }

    /// The table with the paths of what is written or, where asked for, the summary as JSON, to standard
    /// output.
    func show(_ table: Table, _ formats: [ReportFormat], on terminal: Terminal) throws(ExitCode) {
        if terminal.isJSON {
            if let json = try? SummaryJSON.data(summary, folder: directory.path) {
                try Terminal.say(String(decoding: json, as: UTF8.self))
            }
            return
        }
        guard !terminal.isQuiet else { return try Terminal.say(directory.path + "\n") }
        let files = directory.pathsToName(formats.map(\.fileName))
        let console = ConsoleSummary(summary, files: files, usesColour: terminal.hasColor)
        switch table {
        case .summary: try Terminal.say(console.rendered())
        case .comparison: try Terminal.say(console.renderedComparison())
        }
    }
}
