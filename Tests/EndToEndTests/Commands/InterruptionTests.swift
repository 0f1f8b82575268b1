import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// What is left of a run that ends before its end.
    @Suite struct InterruptionTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        @Test(arguments: [SIGINT, SIGTERM])
        func `a signal cuts what is in flight and keeps what came`(signal: Int32) async throws {
            let command = try await StreamGauge.startRun(
                in: folder, "-c", "3", "--emulator-gap", "10", "--emulator-tokens", "50000")
            command.send(signal)
            let result = try await command.end()
            #expect(result.status == 130, "\(result.errors)")
            #expect(result.output.contains("cut 3"), "\(result.output)")

            let record = try folder.record()
            let run = try record.run()
            #expect(run.manifest.ending == .interrupted)
            #expect(run.requests.map(\.outcome) == [.cut, .cut, .cut])
            var rows = 0
            try RecordReader(opening: record.path).forEachChunk { _ in rows += 1 }
            #expect(rows == run.requests.reduce(0) { $0 + $1.events.output })
            #expect(Set(record.contents) == RecordDirectory.File.ofEveryRun)
        }

        /// JSON into a pipe that nobody empties.
        @Test func `a signal is heard when the run is over and its report is not`() async throws {
            let run = "run --emulator --json --requests 60 -c 20 --emulator-ttft 5 --emulator-gap 1"
            let script =
                "mkfifo full && exec 3<>full && exec \(try StreamGauge.binary.path()) \(run) >full"
            let command = try RunningCommand(
                URL(filePath: "/bin/sh"), ["-c", script], in: folder)
            try await command.until {
                let runs = try? FileManager.default.contentsOfDirectory(
                    atPath: folder.file("reports"))
                guard runs?.isEmpty == false, let record = try? folder.record() else {
                    return false
                }
                return record.holds(.report)
            }
            command.send(SIGINT)
            let result = try await command.end()
            #expect(result.status == 130)
            #expect(result.errors.contains("streamgauge report "), "\(result.errors)")
        }
    }
}

extension StreamGauge {
    /// Starts a run that would last for a minute, and waits until rows have reached the disk.
    static func startRun(
        in folder: TemporaryFolder, _ options: String...
    ) async throws -> RunningCommand {
        let command = try start(
            ["run", "--modes", "streaming", "--duration", "60s", "--emulator-ttft", "5"] + options,
            in: folder)
        try await command.until {
            // A requirement that fails is noted even where its error is not.
            let runs = try? FileManager.default.contentsOfDirectory(
                atPath: folder.file("reports"))
            guard runs?.isEmpty == false, let record = try? folder.record() else { return false }
            return (try? record.text(.chunks).count) ?? 0 > 2_000
        }
        return command
    }
}
