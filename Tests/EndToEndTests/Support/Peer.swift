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

    /// A script of ours over a link between two network namespaces, which are gone with it. It has the program, the repository
    /// and the folder as its arguments.
    static func overLink(
        _ script: String, in folder: TemporaryFolder
    ) async throws -> CommandResult {
        _ = try RunningCommand.program("/usr/sbin/ip", of: "iproute2")
        _ = try RunningCommand.program("/usr/bin/unshare", of: "util-linux")
        try #require(
            FileManager.default.fileExists(atPath: "/dev/net/tun"),
            "there is no /dev/net/tun; load the module tun")
        let user = getuid() == 0 ? [] : ["--user", "--map-root-user"]
        return try await RunningCommand(
            try RunningCommand.program("/usr/bin/env", of: "coreutils"),
            // Children of a test have signals blocked, by which the script ends what it started.
            ["--default-signal", "unshare"] + user + [
                "--mount", "--net",
                repository.appending(path: "Tests/EndToEndTests/Peers/\(script)").path(),
                try StreamGauge.binary.path(), repository.path(), folder.path,
            ], in: folder
        ).end()
    }
}
