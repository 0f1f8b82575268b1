import Analysis
import Foundation
import RecordStore
import Reporting
import RunModel
import Testing

extension CommandTests {
    /// A search from its first step to its answer, and what is left where it does not come so far. How true
    /// answers are is tested in virtual time.
    @Suite struct CapacityTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// A batch of 8 that makes 3,200 tokens a second at most, 20 of them an answer.
        private static let engine = [
            "--emulator", "--emulator-tokens", "20", "--emulator-engine",
            "batch=8,step=2ms,step-per-sequence=0.1ms,prefill=100000/s",
        ]

        private func summary(_ path: String) throws -> CapacitySummary {
            let data = try #require(
                FileManager.default.contents(atPath: folder.file("\(path)/capacity.json")))
            return try CapacityJSON.summary(from: data)
        }

        @Test func `the answer stands first, and each step is a run`() async throws {
            let result = try await StreamGauge.call(
                ["capacity", "--slo", "ttft.p80 < 100ms", "--start", "30", "--require", "1000"]
                    + ["--resolution", "20%", "--max-duration", "20s", "--out", "one"]
                    + Self.engine, in: folder)
            #expect(result.errors.contains("EMULATOR. Searching for the most requests a second"))
            let found = try summary("one")
            #expect(found.steps.first?.load == 30)
            for step in found.steps {
                let run = try RecordReader(opening: folder.file("one/\(step.folder)")).read()
                #expect(run.requests.count == step.requests)
                #expect(run.manifest.plan.load.rate == step.load)
            }
            // A loaded machine may bound it from below, as the engine does from above.
            if found.outcome == .found {
                #expect(found.steps.count >= 3)
                #expect(result.status == 2, "\(result.errors)")
                #expect(result.output.hasPrefix("EMULATOR: holds "), "\(result.output)")
                #expect(try #require(found.load) < 170)
            } else {
                #expect([1, 2].contains(result.status), "\(result.errors)")
            }
            for file in ["capacity.csv", "capacity.html"] {
                #expect(FileManager.default.fileExists(atPath: folder.file("one/\(file)")))
            }
        }

        @Test func `an objective that no load keeps ends soon`() async throws {
            let result = try await StreamGauge.call(
                ["capacity", "--slo", "ttft.p80 < 1us", "--start", "100", "--out", "never"]
                    + Self.engine, in: folder)
            let found = try summary("never")
            // A busy machine is told as such.
            guard found.reason != .clientLimit else { return #expect(result.status == 1) }
            #expect(result.status == 2, "\(result.errors)")
            #expect(result.output.contains("holds at no load that was tried"))
            #expect(found.outcome == .neverHolds)
        }

        @Test func `a target that is not there is asked once`() async throws {
            let result = try await StreamGauge.call(
                ["capacity", "--base-url", "http://127.0.0.1:9/v1", "--model", "m"]
                    + ["--slo", "ttft.p80 < 1s", "--out", "gone"], in: folder)
            #expect(result.status == 6, "\(result.errors)")
            let found = try summary("gone")
            #expect(found.reason == .targetFailed)
            #expect(found.steps.count == 1)
        }

        @Test func `a bound is kept, and what is known so far is told`() async throws {
            let result = try await StreamGauge.call(
                ["capacity", "--slo", "ttft.p80 < 100ms", "--start", "30", "--max-requests", "25"]
                    + ["--out", "bounded"] + Self.engine, in: folder)
            #expect(result.status == 1, "\(result.errors)")
            #expect(result.output.contains("--max-requests 25 were used up"))
            #expect(try summary("bounded").requests <= 25)
        }

        /// As the gate of CI: what it found is kept for the next one, and what it could not tell is no pass.
        @Test func `a gate takes a search as its run`() async throws {
            let result = try await StreamGauge.call(
                ["gate", "capacity", "--slo", "ttft.p80 < 100ms", "--no-readiness"]
                    + ["--start", "30", "--max-requests", "25"] + Self.engine, in: folder)
            #expect(result.status == 1, "\(result.errors)")
            #expect(
                result.output.contains("The capacity for 'ttft.p80 < 100ms' could not be told"))
            let list = try await StreamGauge.call(["history", "list"], in: folder)
            #expect(list.output.contains("capacity"), "\(list.output)")
        }

        @Test(arguments: [
            (["--slo", "icl.p95 < 50ms"], "a gap is no request's"), ([], "What must hold?"),
            (["--slo", "failures < 1%", "--rate", "4"], "--rate is what a search finds out"),
        ])
        func `what cannot be searched for is refused`(
            options: [String], complaint: String
        ) async throws {
            let result = try await StreamGauge.call(
                ["capacity", "--emulator"] + options, in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains(complaint), "\(result.errors)")
        }
    }
}
