import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// What is left of a run that ends before its end.
    @Suite struct InterruptionTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// Starts a run and waits until rows have reached the disk.
        private func startRun(_ options: String...) async throws -> RunningCommand {
            let command = try StreamGauge.start(
                ["run", "--modes", "streaming", "--duration", "60s", "--emulator-ttft", "5"]
                    + options, in: folder)
            try await command.until {
                // A requirement that fails is noted even where its error is not.
                let runs = try? FileManager.default.contentsOfDirectory(
                    atPath: self.folder.file("reports"))
                guard runs?.isEmpty == false, let record = try? self.folder.record() else {
                    return false
                }
                return (try? record.text(.chunks).count) ?? 0 > 2_000
            }
            return command
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func `a signal cuts what is in flight and keeps what came`(signal: Int32) async throws {
            let command = try await startRun(
                "-c", "3", "--emulator-gap", "10", "--emulator-tokens", "50000")
            command.send(signal)
            let result = try await command.end(within: .seconds(20))
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

        @Test func `a killed run loses at most its last two seconds`() async throws {
            let command = try await startRun(
                "-c", "3", "--emulator-gap", "5", "--emulator-tokens", "20")
            let killed = MonotonicInstant.now()
            command.send(SIGKILL)
            #expect(try await command.end().status == -SIGKILL)

            let record = try folder.record()
            #expect(record.contents == [.manifest, .requests, .chunks])
            let reader = try RecordReader(opening: record.path)
            #expect(reader.manifest.ending == .unfinished)
            var last = MonotonicInstant(nanoseconds: 0)
            try reader.forEachChunk { last = max(last, $0.arrived) }
            // Promised is one second; a loaded machine may hold the writer up for as long again.
            #expect(killed - last < .seconds(2))

            let report = try await StreamGauge.call(["report", record.path], in: folder)
            #expect(report.status == 0, "\(report.errors)")
            #expect(report.output.contains("TTFT") && report.output.contains("killed"))
        }
    }
}
