import Foundation
import History
import Testing

/// A result of another tool.
struct ForeignFixture {
    let name: String

    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Foreign")

    var bytes: [UInt8] {
        get throws { Array(try Data(contentsOf: Self.folder.appending(path: name))) }
    }

    func results() throws -> [ForeignResult] {
        try ForeignFile.results(in: bytes, zone: .utc)
    }

    /// What another program reads from a file.
    struct Expected: Decodable {
        var format: String
        var metrics: [String: Double?]
        var run: Run

        struct Run: Decodable {
            var model: String?
            var endpoint: String?
            var concurrency: Int?
            var version: String?
        }
    }

    static let expected: [String: [Expected]] = {
        let data = try? Data(contentsOf: folder.appending(path: "expected.json"))
        return data.flatMap { try? JSONDecoder().decode([String: [Expected]].self, from: $0) }
            ?? [:]
    }()

    static let names = expected.keys.sorted()
}

/// A folder that goes with the test.
final class ExchangeFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory
            .appending(path: "streamgauge-\(UUID().uuidString.prefix(13))").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var history: HistoryFolder { HistoryFolder("\(path)/history") }
}
