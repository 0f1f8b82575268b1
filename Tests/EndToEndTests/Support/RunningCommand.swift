import Foundation
import Testing

/// A program that runs beside the tests, with its output in files: another child, started at the
/// same moment, may inherit a pipe and hold it open. It does not outlive this value.
final class RunningCommand {
    let folder: TemporaryFolder
    private let process = Process()
    private let outputPath: String
    private let errorPath: String

    /// Starts `program` with only what it needs of the environment: no key, no address, no proxy, and no calibration of
    /// whoever's machine it is.
    init(
        _ program: URL, _ arguments: [String], in folder: TemporaryFolder,
        environment: [String: String] = [:], input: Data = Data()
    ) throws {
        self.folder = folder
        let name = UUID().uuidString
        outputPath = folder.file("\(name).out")
        errorPath = folder.file("\(name).err")
        let inputPath = folder.file("\(name).in")
        for path in [outputPath, errorPath] { try Data().write(to: URL(filePath: path)) }
        try input.write(to: URL(filePath: inputPath))
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.environment = Self.environment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputPath))
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputPath))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errorPath))
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// A program that a Debian package brings, and scripts/setup installs.
    static func program(_ path: String, of package: String) throws -> URL {
        try #require(
            FileManager.default.isExecutableFile(atPath: path),
            "\(path) is missing; install the Debian package \(package)")
        return URL(filePath: path)
    }

    var identifier: Int32 { process.processIdentifier }
    var output: String { Self.text(outputPath) }
    var errors: String { Self.text(errorPath) }

    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits until the process has ended; one that takes longer than `limit` is killed, and fails.
    func end(within limit: Duration = .seconds(180)) async throws -> CommandResult {
        try await until(limit) { !self.process.isRunning }
        let isExit = process.terminationReason == .exit
        return CommandResult(
            status: isExit ? process.terminationStatus : -process.terminationStatus,
            output: output, errors: errors)
    }

    /// Waits for something that the process brings about.
    func until(_ limit: Duration = .seconds(90), _ isReached: () throws -> Bool) async throws {
        let deadline = ContinuousClock.now + limit
        while try !isReached() {
            guard ContinuousClock.now < deadline else {
                send(SIGKILL)
                throw Overdue(limit: limit, output: output, errors: errors)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    private static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { name, _ in
            !name.hasPrefix("OPENAI_") && !name.lowercased().hasSuffix("_proxy")
        }.merging(["STREAMGAUGE_CALIBRATIONS": ""]) { $1 }
    }
}

/// How a program ended and what it wrote. A status below 0 is the signal that ended it.
struct CommandResult {
    let status: Int32
    let output: String
    let errors: String

    var outputLines: [Substring] { output.split(separator: "\n") }
    var errorLines: [Substring] { errors.split(separator: "\n") }
}

/// A program that took longer than it may, with what it had written.
struct Overdue: Error {
    let limit: Duration
    let output: String
    let errors: String
}
