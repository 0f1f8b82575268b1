import Analysis
import Foundation
import Reporting
import RunModel
import Testing

extension CommandTests {
    /// Runs that were measured each by itself, as one sweep.
    @Suite struct SweepOfRunsTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func run(_ streams: Int, _ options: [String], as name: String) async throws {
            let result = try await StreamGauge.call(
                [
                    "run", "--emulator", "--emulator-ttft", "20", "--emulator-gap", "2",
                    "--modes", "streaming", "--requests", "60", "-c", "\(streams)", "--out", name,
                    "--quiet",
                ] + options, in: folder)
            #expect(result.status == 0, "\(result.errors)")
        }

        @Test func `loads that shards measured are one sweep, read and judged as any`() async throws
        {
            for streams in [2, 6] {
                for shard in 1...2 {
                    try await run(
                        streams, ["--shard", "\(shard)/2"], as: "part-\(streams)-\(shard)")
                }
                let merged = try await StreamGauge.call(
                    [
                        "merge", "part-\(streams)-1", "part-\(streams)-2", "--out", "c\(streams)",
                        "--quiet",
                    ], in: folder)
                #expect(merged.status == 0, "\(merged.errors)")
            }
            let result = try await StreamGauge.call(
                ["sweep", "--of", "c6", "c2", "--out", "whole"], in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let data = try Data(contentsOf: URL(filePath: folder.file("whole/sweep.json")))
            let summary = try SweepJSON.summary(from: data)
            #expect(summary.record.plan.loads.values == [2, 6] && summary.record.plan.passes == 1)
            #expect(summary.record.isThrough && summary.record.ending == .completed)
            // Not one request is lost on the way through shards, merging and the sweep.
            #expect(summary.points.map { $0.load.value } == [2, 6])
            #expect(summary.points.map(\.requests) == [60, 60])
            let again = try await StreamGauge.call(
                ["report", "whole", "--format", "csv"], in: folder)
            #expect(again.status == 0, "\(again.errors)")
        }

        @Test func `runs that are no steps of one sweep are refused by name`() async throws {
            try await run(2, [], as: "two")
            try await run(4, ["--max-tokens", "9"], as: "other")
            func refusal(_ runs: [String]) async throws -> String {
                let result = try await StreamGauge.call(["sweep", "--of"] + runs, in: folder)
                #expect(result.status == 64, "\(result.errors)")
                return result.errors
            }
            #expect(try await refusal(["two", "other"]).contains("in request.max_tokens"))
            #expect(try await refusal(["two", "two"]).contains("are one run"))
            #expect(try await refusal(["two"]).contains("two loads at least"))
            #expect(
                try await refusal(["two", "--base-url", "http://127.0.0.1:1/v1"])
                    .contains("leave out --base-url"))
            try await run(4, ["--shard", "1/2"], as: "part")
            #expect(try await refusal(["two", "part"]).contains("merge the shards first"))
            #expect(try await refusal(["two", "--rate", "3"]).contains("leave out --rate"))
            let none = try await StreamGauge.call(["sweep", "--of", "two", "nowhere"], in: folder)
            #expect(none.status == 7 && none.errors.contains("nowhere"), "\(none.errors)")
        }
    }
}
