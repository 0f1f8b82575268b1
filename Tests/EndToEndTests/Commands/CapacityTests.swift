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

        /// Failures of a target that is gone are no sign of a load that is too much.
        @Test func `a target that dies says nothing of the load`() async throws {
            let (server, address) = try await StreamGauge.serve(["--port", "0"], in: folder)
            let command = try StreamGauge.start(
                ["capacity", "--base-url", address, "--slo", "ttft.p80 < 2s", "--start", "4"]
                    + ["--out", "dead"], in: folder)
            try await command.until { command.errors.contains("step 1,") }
            server.send(SIGKILL)
            let result = try await command.end()
            #expect(result.status == 1, "\(result.errors)")
            let found = try summary("dead")
            #expect(found.reason == .targetFailed)
            #expect(found.steps.last?.verdict == .notCounted)
            #expect(!found.steps.contains { $0.verdict == .fails })
            #expect(found.high == nil)
            #expect(result.output.contains("the target stopped answering at"), "\(result.output)")
        }

        @Test func `a search goes on where it was, and as it was begun`() async throws {
            let words =
                ["capacity", "--slo", "ttft.p80 < 100ms", "--start", "30", "--max-requests", "25"]
                + Self.engine
            let first = try await StreamGauge.call(words + ["--out", "one"], in: folder)
            #expect(first.status == 1, "\(first.errors)")
            let before = try summary("one")
            let other = try await StreamGauge.call(
                ["capacity", "--resume", "one", "--slo", "ttft.p80 < 50ms"], in: folder)
            #expect(other.status == 64)
            #expect(other.errors.contains("with other objectives"), "\(other.errors)")
            let second = try await StreamGauge.call(
                ["capacity", "--resume", "one", "--max-requests", "90"], in: folder)
            #expect(second.errors.contains("Going on after"), "\(second.errors)")
            let after = try summary("one")
            try #require(after.steps.count > before.steps.count, "\(second.errors)")
            #expect(Array(after.steps.prefix(before.steps.count)) == before.steps)
            #expect(after.capacity.maxRequests == 90)
            #expect((before.requests...90).contains(after.requests))
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
            let proof = try await StreamGauge.call(
                ["gate", "capacity", "--slo", "ttft.p80 < 1s", "--emulator", "--prove"], in: folder)
            #expect(proof.status == 64)
            #expect(proof.errors.contains("--prove proves the judging of runs"))
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
