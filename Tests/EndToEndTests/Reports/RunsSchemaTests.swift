import Foundation
import Testing

extension PeerTests {
    /// docs/runs.schema.json says what `list --json` and `report A B --json` print.
    @Suite struct RunsSchemaTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func runs(_ arguments: [String]) async throws -> [[String: Any]] {
            let result = try await StreamGauge.call(arguments, in: folder)
            try #require(result.status == 0, "\(result.errors)")
            let schema = SchemaFile(name: "runs.schema.json")
            #expect(try await schema.findings(in: [result.output], folder) == [[]])
            let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            return try #require((value as? [String: Any])?["runs"] as? [[String: Any]])
        }

        private func value(
            _ run: [String: Any], _ metric: String, _ statistic: String
        ) throws -> Double? {
            let rows = try #require(run["rows"] as? [[String: Any]])
            return rows.first {
                $0["metric"] as? String == metric && $0["statistic"] as? String == statistic
                    && $0["connection"] as? String == "all"
            }?["value"] as? Double
        }

        @Test func `runs of other loads stand side by side, each with its own`() async throws {
            let loads = [["-c", "2"], ["--rate", "50"]]
            for load in loads {
                let words = ["run", "--requests", "40", "--quiet"] + StreamGauge.quickEmulator
                let run = try await StreamGauge.call(words + load, in: folder)
                try #require(run.status == 0, "\(run.errors)")
            }
            let listed = try await runs(["list", "--json"])
            #expect(listed.compactMap { $0["streams"] as? Int } == [2])
            #expect(listed.compactMap { $0["requests_per_second"] as? Double } == [50])
            #expect(listed.allSatisfy { $0["is_emulated"] as? Bool == true })
            let folders = listed.compactMap { $0["folder"] as? String }
            let both = try await runs(["report"] + folders + ["--json"])
            let names = both.compactMap { $0["name"] as? String }
            #expect(names.map { "reports/\($0)" } == folders)
            for (line, run) in zip(listed, both) {
                let median = try value(run, "ttft", "p50")
                #expect(try median != nil && median == value(line, "ttft", "p50"))
                #expect(try value(run, "requests", "count") == 40)
            }
        }

        @Test func `what is printed of several runs is what is written`() async throws {
            let words = ["run", "--requests", "30", "--quiet"] + StreamGauge.quickEmulator
            for _ in 1...2 { _ = try await StreamGauge.call(words, in: folder) }
            let listed = try await runs(["list", "--json"]).compactMap { $0["folder"] as? String }
            let printed = try await StreamGauge.call(["report"] + listed + ["--json"], in: folder)
            let written = try await StreamGauge.call(
                ["report"] + listed + ["--format", "json"], in: folder)
            try #require(printed.status == 0 && written.status == 0, "\(written.errors)")
            let file = try String(contentsOfFile: folder.file("runs.json"), encoding: .utf8)
            #expect(file == printed.output)
            let second = try #require(try await runs(["report"] + listed + ["--json"]).last)
            let changes = try #require(second["changes"] as? [[String: Any]])
            #expect(changes.contains { $0["metric"] as? String == "ttft" })
        }

        @Test func `a folder without runs is an empty list`() async throws {
            #expect(try await runs(["list", "--json"]).isEmpty)
        }
    }
}
