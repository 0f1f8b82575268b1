import Foundation
import Testing

/// A program of the Python environment that scripts/peers makes.
enum Peer {
    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func call(
        _ script: String, _ arguments: [String], in folder: TemporaryFolder,
        within limit: Duration = .seconds(60)
    ) async throws -> CommandResult {
        try await start(script, arguments, in: folder).end(within: limit)
    }

    static func start(
        _ script: String, _ arguments: [String], in folder: TemporaryFolder
    ) throws -> RunningCommand {
        let python = repository.appending(path: ".venv/bin/python")
        try #require(
            FileManager.default.isExecutableFile(atPath: python.path()),
            "\(python.path()) is missing; run scripts/peers")
        let path = repository.appending(path: script).path()
        return try RunningCommand(python, [path] + arguments, in: folder)
    }
}
