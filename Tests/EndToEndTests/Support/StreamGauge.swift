import Foundation
import Testing

/// The built binary.
enum StreamGauge {
    /// An emulator that answers at once.
    static let quickEmulator = [
        "--emulator-ttft", "5", "--emulator-gap", "1", "--emulator-tokens", "8",
    ]

    /// It lies beside the bundle of the tests, which SwiftPM builds with it.
    static var binary: URL {
        get throws {
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
}
