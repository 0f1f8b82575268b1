import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// What `run` writes where, and that `report` writes it again.
    @Suite struct RunTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func run(_ more: [String] = []) async throws -> CommandResult {
            try await StreamGauge.call(
                ["run", "--requests", "12"] + StreamGauge.quickEmulator + more, in: folder)
        }

        @Test func `a run leaves all files of a record`() async throws {
            let result = try await run()
            #expect(result.status == 0, "\(result.errors)")
            let record = try folder.record()
            let expected = RecordDirectory.File.ofEveryRun
            #expect(Set(record.contents) == expected)
            let files = try FileManager.default.contentsOfDirectory(atPath: record.path)
            #expect(files.count == expected.count, "\(files)")
            #expect(try record.run().manifest.ending == .completed)
        }

        @Test func `says what it will send, then shows a table of 80 columns`() async throws {
            let result = try await run()
            let said =
                "EMULATOR. Sending 12 streaming requests to the embedded emulator, 8 at a time."
            #expect(result.errorLines.first == said[...])
            #expect(result.output.contains("TTFT"))
            #expect(result.outputLines.allSatisfy { $0.count <= 80 }, "\(result.output)")
        }

        @Test func `writes no control character where no terminal listens`() async throws {
            // Longer than the five seconds after which a line of progress is written.
            let result = try await StreamGauge.call(
                ["run", "--duration", "5.5s"] + StreamGauge.quickEmulator, in: folder)
            #expect(result.errorLines.count >= 2, "a line of progress")
            let text = result.output + result.errors
            let controls = text.unicodeScalars.filter { $0.value < 32 && $0 != "\n" }
            #expect(controls.isEmpty)
        }

        @Test func `writes one JSON document to standard output`() async throws {
            let result = try await run(["--json"])
            let summary = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            #expect((summary as? [String: Any])?["format"] as? Int == 2)
        }

        @Test func `tells the folder alone when it is asked to be quiet`() async throws {
            let result = try await run(["--quiet"])
            #expect(result.status == 0)
            let record = try folder.record().path
            #expect(record.hasSuffix("/" + result.output.dropLast()) && result.errors.isEmpty)
        }

        @Test func `report writes the same bytes again, elsewhere too`() async throws {
            let result = try await run()
            let record = try folder.record()
            let derived: [RecordDirectory.File] = [.summaryTable, .summary, .report]
            let before = try derived.map { try record.text($0) }

            let copy = folder.file("copy")
            try FileManager.default.copyItem(atPath: record.path, toPath: copy)
            for path in [record.path, copy] {
                let directory = try RecordDirectory(opening: path)
                for file in derived {
                    try FileManager.default.removeItem(atPath: directory.path(of: file))
                }
                let report = try await StreamGauge.call(["report", path], in: folder)
                #expect(report.status == 0, "\(report.errors)")
                #expect(try derived.map { try directory.text($0) } == before)
                #expect(table(report) == table(result))
            }
        }

        /// The table without its last line, which names the folder.
        private func table(_ result: CommandResult) -> ArraySlice<Substring> {
            result.outputLines.prefix { !$0.hasPrefix("written") }
        }
    }
}
