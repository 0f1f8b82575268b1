import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// A run whose disk fills up.
    @Suite struct FullDiskTests {
        @Test func `a full disk ends the run and leaves a valid record`() async throws {
            let folder = try TemporaryFolder()
            // Well before the 60 s that the run was asked to last.
            let result = try await SmallDisk.run(
                [
                    "run", "--duration", "60s", "-c", "10", "--reports", "disk", "--emulator-ttft",
                    "5",
                    "--emulator-gap", "1", "--emulator-tokens", "50",
                ], in: folder)
            #expect(result.status == 7, "\(result.errors)")

            // A line of progress may stand before it.
            let sentences = result.errorLines.filter { $0.hasPrefix("streamgauge:") }
            #expect(sentences.count == 1, "one sentence: \(result.errors)")
            let sentence = try #require(sentences.last)
            #expect(sentence.contains("No space left on device"))
            #expect(sentence.contains("chunks.csv") || sentence.contains("requests.csv"))

            let copy = try folder.record(in: "copy")
            #expect(try !copy.run().requests.isEmpty)
            #expect(try copy.run().manifest.ending == .recordFailed)
            let report = try await StreamGauge.call(["report", copy.path], in: folder)
            #expect(report.status == 0, "\(report.errors)")
            #expect(!report.output.contains("killed"))
        }
    }
}

/// A file system of 256 KiB in a mount namespace of its own.
enum SmallDisk {
    /// Calls the binary where `disk` is that file system, and copies what is on it to `copy`.
    static func run(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
    ) async throws -> CommandResult {
        let script = """
            mkdir disk copy && mount -t tmpfs -o size=256k tmpfs disk || exit 99
            "$@"; code=$?
            cp -r disk/. copy
            exit $code
            """
        // Without root, the namespace of a user who is root in it does as well.
        let user = getuid() == 0 ? [] : ["--user", "--map-root-user"]
        let command = try RunningCommand(
            URL(filePath: "/usr/bin/unshare"),
            user + ["--mount", "sh", "-c", script, "sh", try StreamGauge.binary.path()]
                + arguments, in: folder, environment: environment)
        let result = try await command.end()
        try #require(
            FileManager.default.fileExists(atPath: folder.file("copy")) && result.status != 99,
            "no small disk without root or user namespaces: \(result.errors)")
        return result
    }
}
