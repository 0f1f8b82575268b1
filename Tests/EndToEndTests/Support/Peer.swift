import Foundation
import Testing

/// A program of the Python environment that scripts/peers makes.
enum Peer {
    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func call(
        _ script: String, _ arguments: [String], in folder: TemporaryFolder,
        within limit: Duration = .seconds(180)
    ) async throws -> CommandResult {
        try await start(script, arguments, in: folder).end(within: limit)
    }

    /// `environment` is the folder of the Python environment: `.venv`, or `.venv-servers` of servers that run models.
    static func start(
        _ script: String, _ arguments: [String], in folder: TemporaryFolder,
        environment: String = ".venv"
    ) throws -> RunningCommand {
        let python = repository.appending(path: "\(environment)/bin/python")
        try #require(
            FileManager.default.isExecutableFile(atPath: python.path()),
            "\(python.path()) is missing; run scripts/peers (test, compatibility or servers)")
        let path = repository.appending(path: script).path()
        return try RunningCommand(python, [path] + arguments, in: folder)
    }
}
