import Foundation
import RecordStore
import RunModel
import Testing

extension TimingTests {
    @Suite struct KilledRunTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        @Test func `a killed run loses at most its last two seconds`() async throws {
            let command = try await StreamGauge.startRun(
                in: folder, "-c", "3", "--emulator-gap", "5", "--emulator-tokens", "20")
            // Rows of chunks may reach the disk before those of the requests that they belong to.
            try await command.until {
                (try? folder.record().text(.requests).split(separator: "\n").count) ?? 0 > 3
            }
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
