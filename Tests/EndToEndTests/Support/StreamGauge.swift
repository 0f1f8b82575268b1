import Foundation
import Testing

/// The built binary.
enum StreamGauge {
    /// An emulator that answers at once.
    static let quickEmulator = [
        "--emulator-ttft", "5", "--emulator-gap", "1", "--emulator-tokens", "8",
    ]

    /// It lies beside the bundle of the tests, which SwiftPM builds with it; or STREAMGAUGE_BINARY names it.
    static var binary: URL {
        get throws {
            if let path = ProcessInfo.processInfo.environment["STREAMGAUGE_BINARY"] {
                return URL(filePath: path)
            }
            let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            let binary = tests.deletingLastPathComponent().appending(path: "streamgauge")
            try #require(
                FileManager.default.isExecutableFile(atPath: binary.path()),
                "\(binary.path()) is missing; run 'swift build --build-tests'")
            return binary
        }
    }

    static func start(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
        input: Data = Data()
    ) throws -> RunningCommand {
        try RunningCommand(
            try binary, arguments, in: folder, environment: environment, input: input)
    }

    /// Calls it and waits for its end.
    static func call(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
        input: Data = Data()
    ) async throws -> CommandResult {
        try await start(arguments, in: folder, environment: environment, input: input).end()
    }

    /// Starts `serve` and waits for the line that names its address.
    static func serve(
        _ options: [String], in folder: TemporaryFolder
    ) async throws -> (RunningCommand, address: String) {
        let server = try start(["serve"] + options, in: folder)
        try await server.until { server.output.contains("\n") }
        let words = server.output.split(separator: " ")
        try #require(
            words.count > 1 && words[0] == "Serving", "\(server.output) \(server.errors)")
        return (server, String(words[1]))
    }
}
