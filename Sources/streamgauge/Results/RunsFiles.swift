import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// Several runs side by side, read from their folders.
struct RunsFiles {
    let report: RunsReport

    /// - Throws: `RecordError` of a record that cannot be read, `ValidationError` of one that has no place beside others.
    init(of folders: [String]) throws {
        report = try RunsReport(folders.map(Self.run))
    }

    private static func run(of folder: String) throws -> RunsReport.Run {
        let directory = try RecordDirectory(opening: folder)
        let plan = try directory.plan()
        guard plan.limits == nil else {
            throw ValidationError(
                "'\(folder)' is the record of a limits run, which has no latencies to set beside others; report "
                    + "it by itself.")
        }
        guard plan.against == nil else {
            throw ValidationError(
                "'\(folder)' is a run of two sides, which are compared with each other; report it by itself."
            )
        }
        return RunsReport.Run(
            name: RecordName.of(folder), folder: folder,
            summary: try DerivedFiles(of: directory).summary)
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
