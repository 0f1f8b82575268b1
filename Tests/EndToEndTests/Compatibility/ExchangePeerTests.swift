import Analysis
import Foundation
import History
import RunModel
import Statistics
import Testing

extension CompatibilityTests {
    /// Exported histories in the hands of llm-d's own package and of Apache Otava.
    @Suite struct ExchangePeerTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private static let runs = 30
        private static let step = 18

        /// A night's run; its time to first token rises by 15 % at the step.
        private static func profile(
            night: Int, _ generator: inout SeededGenerator
        ) -> RunProfile {
            var profile = RunProfile(
                name: "night-\(night)",
                started: "2025-09-\(night < 9 ? "0" : "")\(night + 1)T02:00:00.000Z",
                version: "1.0.0", endpoint: "http://127.0.0.1:8000", model: "tiny",
                originNanoseconds: Int64(night) + 1, ending: .completed, trust: .trustworthy,
                reasons: [])
            profile.work = [RunProfile.PlanItem(key: "load.concurrency", value: "16")]
            let factor = night >= step ? 1.15 : 1
            let rounds = (1...5).map { round in
                func value(_ metric: JudgedMetric, _ mean: Double) -> RoundValue {
                    let noise = Distribution.normal(mean: 1, deviation: 0.02)
                    return RoundValue(metric, mean * noise.sample(using: &generator))
                }
                var failures = RoundValue(.failures, 0.01)
                (failures.part, failures.whole) = (1, 100)
                return RoundProfile(
                    round: round, startSeconds: 0, streams: 16,
                    values: [
                        value(.firstTokenP50, 180 * factor), value(.firstTokenP90, 240 * factor),
                        value(.perOutputTokenP50, 12), value(.interChunkP99, 41),
                        value(.endToEndP50, 1620), value(.tokenThroughput, 1210),
                        value(.requestThroughput, 9.8), failures,
                    ])
            }
            profile.modes = [
                ModeProfile(
                    mode: .streaming, outputTokens: GroupedSample([100, 120]),
                    outputEvents: GroupedSample([]), promptTokens: GroupedSample([]),
                    finishReasons: [], medianGapMilliseconds: nil, rounds: rounds,
                    hints: [HintValue(kind: .promptTokens, value: 210, unit: .tokens)])
            ]
            return profile
        }

        private func fill(branch: String?) throws {
            var generator = SeededGenerator(seed: 4)
            let history = HistoryFolder(folder.file("history"))
            for night in 0..<Self.runs {
                var labels = RunLabels(["commit": "c\(night)"])
                labels["branch"] = branch
                _ = try history.add(
                    HistoryEntry(
                        Self.profile(night: night, &generator), kind: .run, series: "nightly",
                        labels: labels, seconds: 300.5))
            }
        }

        private func call(_ arguments: [String], status: Int32 = 0) async throws -> CommandResult {
            let result = try await StreamGauge.call(
                ["history"] + arguments + ["--history", folder.file("history")], in: folder)
            try #require(result.status == status, "\(result.errors)")
            return result
        }

        @Test func `Apache Otava finds a planted step where it is, and no other`() async throws {
            try fill(branch: "main")
            let result = try await call([
                "export", "--format", "otava", "--out", folder.file("history.csv"), "--config",
                folder.file("otava.yaml"),
            ])
            #expect(result.output.isEmpty && result.errors.isEmpty)
            let found = try await Peer.call(
                "Tests/EndToEndTests/Peers/check_exchange.py",
                ["otava", folder.file("otava.yaml"), "nightly", "main"], in: folder)
            try #require(found.status == 0, "\(found.errors)")
            let changes = found.outputLines.map { $0.split(separator: " ") }
            #expect(Set(changes.map { "\($0[0]) \($0[1])" }) == ["ttft.p50 18", "ttft.p90 18"])
            #expect(changes.allSatisfy { (13...17).contains(Int($0[2]) ?? 0) }, "\(found.output)")
        }

        @Test func `reports of ours and of other tools are valid to llm-d`() async throws {
            try fill(branch: nil)
            let fixtures = Peer.repository.appending(path: "Tests/HistoryTests/Foreign")
            let names = try FileManager.default.contentsOfDirectory(atPath: fixtures.path())
                .filter { $0.contains("-0") || $0.contains("-2025") }
            let imported = try await call(
                ["import"] + names.map { fixtures.appending(path: $0).path() })
            #expect(imported.outputLines.count == 13, "\(imported.errors)")
            _ = try await call(["export", "--format", "llmd", "--out", folder.file("llmd")])
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("llmd"))
            #expect(files.count == Self.runs + 13)
            let found = try await Peer.call(
                "Tests/EndToEndTests/Peers/check_exchange.py",
                ["llmd"] + files.map { folder.file("llmd/\($0)") }, in: folder)
            try #require(found.status == 0, "\(found.errors)")
            #expect(found.output.isEmpty, "\(found.output)")
        }
    }
}
