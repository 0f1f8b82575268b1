import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// Several runs side by side, read from their folders.
struct RunsFiles {
    let report: RunsReport

    /// - Throws: `RecordError` of a record that cannot be read, `ValidationError` of one that has no place beside others.
    ///
    /// Those that have none, as a pattern of names brings them too, are left out with a word where two others remain.
    init(of folders: [String]) throws {
        var runs: [RunsReport.Run] = []
        var strangers: [String] = []
        for folder in folders {
            let directory = try RecordDirectory(opening: folder)
            if let reason = try Self.whyAlone(directory.plan()) {
                strangers.append("'\(folder)' \(reason)")
            } else {
                runs.append(
                    RunsReport.Run(
                        name: RecordName.of(folder), folder: folder,
                        summary: try DerivedFiles(of: directory).summary))
            }
        }
        if let first = strangers.first, runs.count < 2 {
            throw ValidationError("\(first); report it by itself.")
        }
        for stranger in strangers { Terminal.warn("left out: \(stranger)") }
        report = RunsReport(runs)
    }

    private static func whyAlone(_ plan: RunPlan) -> String? {
        if plan.limits != nil {
            return "is the record of a limits run, which has no latencies to set beside others"
        }
        return plan.against == nil
            ? nil : "is a run of two sides, which are compared with each other"
    }

    /// Writes a file a format beside each other, and returns their paths. With one format `file` is its name; with
    /// several its ending gives way to theirs.
    ///
    /// - Throws: `RecordError.cannotWrite`, and what `RunsFormat.contents` throws.
    func write(_ formats: [RunsFormat], to file: String?) throws -> [String] {
        let paths = formats.map { format in
            guard let file else { return "runs." + format.fileExtension }
            guard formats.count > 1 else { return file }
            return URL(filePath: file).deletingPathExtension().appendingPathExtension(
                format.fileExtension
            ).relativePath
        }
        for (format, path) in zip(formats, paths) {
            try WholeFile.write(Array(format.contents(of: report)), named: path)
        }
        return paths
    }
}
