import Foundation
import RecordStore
import Testing

extension CommandTests {
    /// `history` on records of the embedded emulator.
    @Suite struct HistoryTests {
        private let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder()
        }

        private func history(_ words: [String]) async throws -> CommandResult {
            try await StreamGauge.call(
                ["history"] + words + ["--history", folder.file("history")], in: folder)
        }

        private func record(_ name: String) async throws -> String {
            let result = try await StreamGauge.call(
                [
                    "run", "--emulator", "--requests", "24", "--quiet", "--reports",
                    folder.file(name),
                ] + StreamGauge.quickEmulator, in: folder)
            try #require(result.status == 0, "\(result.errors)")
            return try folder.record(in: name).path
        }

        private func files(_ kind: String) -> [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: folder.file("history/\(kind)")))
                ?? []
        }

        @Test func `a run is added once, listed, shown, marked and pruned`() async throws {
            let run = try await record("one")
            let added = try await history(["add", run, "--label", "branch=main"])
            #expect(added.status == 0, "\(added.errors)")
            let id = added.output.trimmingCharacters(in: .newlines)
            let again = try await history(["add", run])
            #expect(again.errors.contains("in the history already"))
            #expect(files("runs") == ["\(id).json"])

            #expect(try await history(["list"]).output.contains("main"))
            let shown = try await history(["show", String(id.suffix(8))])
            #expect(shown.output.contains("\"originNanoseconds\"") == false)
            #expect(shown.output.contains("\"origin_nanoseconds\""))
            let excluded = try await history(["exclude", "last", "--reason", "broken network"])
            #expect(excluded.status == 0, "\(excluded.errors)")
            #expect(try await history(["list"]).output.contains("excluded: broken network"))
            _ = try await history(["baseline", "v1", "last"])
            #expect(try await history(["baseline", "v1"]).output == "\(id)\n")
            _ = try await history(["prune", "--keep", "1"])
            #expect(files("runs") == ["\(id).json"])
        }

        @Test(arguments: [
            ["exclude", "last"], ["bless", "last", "--reason", "  "], ["prune", "--keep", "0"],
            ["show", "nothing"], ["add", "nowhere"], ["baseline", "two words", "last"],
        ])
        func `wrong usage is told`(words: [String]) async throws {
            #expect(try await history(words).status == 64)
        }

        @Test func `an empty history is one sentence`() async throws {
            let result = try await history(["list"])
            #expect(result.status == 0)
            #expect(result.output.contains("No run in"))
        }

        /// Twenty processes say something of one run at the same time.
        @Test func `twenty writers lose nothing`() async throws {
            let run = try await record("one")
            _ = try await history(["add", run])
            let path = folder.file("history")
            let writers = try (0..<20).map { number in
                try StreamGauge.start(
                    ["history", "baseline", "b\(number)", "last", "--history", path], in: folder)
            }
            for writer in writers { #expect(try await writer.end().status == 0) }
            #expect(files("marks").count == 20)
            #expect(files("marks").allSatisfy { $0.hasSuffix(".json") })
            let list = try await history(["list"])
            #expect(list.output.contains("b19"))
            #expect(list.errors.isEmpty, "\(list.errors)")
        }

        @Test func `a read-only folder is told, and holds no half file`() async throws {
            let run = try await record("one")
            _ = try await history(["add", run])
            let second = try await record("two")
            // Whoever runs as root may write anywhere: a file where a folder should be stops root too.
            try FileManager.default.moveItem(
                atPath: folder.file("history/runs"), toPath: folder.file("kept"))
            try folder.write("", to: "history/runs")
            let result = try await history(["add", second])
            #expect(result.status == 7, "\(result.output) \(result.errors)")
            #expect(result.errors.contains("history/runs"))
            #expect(result.output.isEmpty)
        }
    }
}
