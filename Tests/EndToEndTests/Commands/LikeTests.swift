import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// A run that is played again by the emulator.
    @Suite struct LikeTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func run(_ name: String, _ options: [String]) async throws -> RunRecord {
            let result = try await StreamGauge.call(
                [
                    "run", "--quiet", "--requests", "300", "--concurrency", "30", "--modes",
                    "streaming", "--out", name,
                ] + options, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            return try RecordReader(opening: folder.file(name)).read()
        }

        private func gaps(_ name: String) throws -> [Double] {
            var last: [Int: MonotonicInstant] = [:]
            var gaps: [Double] = []
            try RecordReader(opening: folder.file(name)).forEachChunk { chunk in
                if let before = last[chunk.request] {
                    gaps.append((chunk.arrived - before).milliseconds)
                }
                last[chunk.request] = chunk.arrived
            }
            return gaps
        }

        /// The three percentiles that the tolerance is stated for.
        private func percentiles(_ values: [Double]) -> [Double] {
            let sorted = values.sorted()
            return [0.5, 0.95, 0.99].map { sorted[Int(Double(sorted.count - 1) * $0)] }
        }

        /// Of 300 draws a 99th percentile of so wide a distribution is known to about a third.
        private func expectAlike(_ one: [Double], _ two: [Double], _ name: String) throws {
            try #require(!one.isEmpty && !two.isEmpty)
            for (pair, tolerance) in zip(
                zip(percentiles(one), percentiles(two)), [0.2, 0.35, 0.6])
            {
                #expect(abs(log(pair.1 / pair.0)) < tolerance, "\(name): \(pair)")
            }
        }

        /// The share of events that were read with the one before them.
        private func coalesced(_ run: RunRecord) -> Double {
            let events = run.requests.reduce(0) { $0 + $1.events.output }
            return Double(run.requests.reduce(0) { $0 + $1.events.coalesced })
                / Double(max(events, 1))
        }

        @Test func `times, lengths and failures come back as they were`() async throws {
            let first = try await run(
                "first",
                [
                    "--emulator-ttft", "lognormal(80,0.6)", "--emulator-gap", "gamma(12,2)",
                    "--emulator-tokens", "5..40", "--emulator-fault", "truncate",
                    "--emulator-fault-share", "0.2",
                ])
            let second = try await run("second", ["--emulator-like", "first"])
            func values(_ run: RunRecord, _ value: (RequestRecord) -> Double?) -> [Double] {
                run.requests.filter { $0.phase == .measured }.compactMap(value)
            }
            try expectAlike(
                values(first) { $0.isWhole ? Double($0.events.output) : nil },
                values(second) { $0.isWhole ? Double($0.events.output) : nil }, "lengths")
            // Where events came together, this machine was too busy for the times of either run.
            if coalesced(first) + coalesced(second) < 0.02 {
                try expectAlike(
                    values(first) { $0.timeToFirstToken?.milliseconds },
                    values(second) { $0.timeToFirstToken?.milliseconds }, "TTFT")
                try expectAlike(
                    values(first) { $0.maxGap?.milliseconds },
                    values(second) { $0.maxGap?.milliseconds }, "longest gaps")
                try expectAlike(try gaps("first"), try gaps("second"), "gaps")
            }
            let failed = [first, second].map { run in
                run.requests.count { $0.outcome == .truncated }
            }
            #expect(failed[0] > 20 && abs(failed[0] - failed[1]) < 40)
            #expect(Set(second.requests.map(\.outcome)) == [.ok, .truncated])
        }

        @Test func `a folder that is no run's is refused with its name`() async throws {
            let result = try await StreamGauge.call(["serve", "--like", "nowhere"], in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains("--like: 'nowhere'"))
            try FileManager.default.createDirectory(
                atPath: folder.file("sweep"), withIntermediateDirectories: true)
            try Data("{}".utf8).write(to: URL(filePath: folder.file("sweep/sweep.json")))
            let several = try await StreamGauge.call(["serve", "--like", "sweep"], in: folder)
            #expect(several.status == 64)
            #expect(several.errors.contains("give the folder of one of its steps"))
        }
    }
}

extension RequestRecord {
    fileprivate var isWhole: Bool { outcome == .ok }
}
