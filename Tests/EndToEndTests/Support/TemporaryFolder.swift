import Foundation
import RecordStore
import Testing

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        // Short, because the path of a Unix socket has at most 107 bytes.
        let name = "streamgauge-\(UUID().uuidString.prefix(13))"
        path = FileManager.default.temporaryDirectory.appending(path: name).path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
        return file(name)
    }

    /// The one run that stands in `name`, by default where a command puts it.
    func record(in name: String = "reports") throws -> RecordDirectory {
        let runs = try FileManager.default.contentsOfDirectory(atPath: file(name))
        try #require(runs.count == 1, "one run should stand in \(name), not \(runs)")
        return try RecordDirectory(opening: "\(file(name))/\(runs[0])")
    }

    /// Every file below the folder in which `text` stands.
    func filesContaining(_ text: String) throws -> [String] {
        let names = try #require(FileManager.default.enumerator(atPath: path))
        return names.compactMap { $0 as? String }.filter { name in
            guard let data = FileManager.default.contents(atPath: file(name)) else { return false }
            return data.range(of: Data(text.utf8)) != nil
        }
    }
}

extension RecordDirectory.File {
    /// Those that a run leaves unasked; the others come with an option or of a limits run.
    static let ofEveryRun: Set = [
        manifest, requests, chunks, histograms, summaryTable, summary, report,
    ]
}

extension RecordDirectory {
    func text(_ file: File) throws -> String {
        try String(contentsOfFile: path(of: file), encoding: .utf8)
    }

    func run() throws -> RunRecord { try RecordReader(opening: path).read() }
}
