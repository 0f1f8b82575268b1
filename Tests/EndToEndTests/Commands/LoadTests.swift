import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// Both loops in both modes: what the record counts is what the server saw.
    @Suite struct LoadTests {
        @Test(arguments: [["--rate", "100"], ["--concurrency", "3"]], ResponseMode.allCases)
        func `the record counts what the server counted`(
            load: [String], mode: ResponseMode
        ) async throws {
            let folder = try TemporaryFolder()
            let (result, statistics) = try await measure(
                load + ["--requests", "20", "--warmup", "5", "--modes", mode.rawValue], folder)
            #expect(result.status == 0, "\(result.errors)")

            let requests = try folder.record().run().requests
            #expect(requests.filter { $0.phase == .measured }.count == 20)
            #expect(requests.filter { $0.phase == .warmup }.count == 5)
            #expect(requests.allSatisfy { $0.outcome == .ok && $0.mode == mode })
            #expect(statistics.requests == 25)
            if mode == .streaming {
                #expect(statistics.streamsCompleted == 25)
                #expect(statistics.chunks == requests.reduce(0) { $0 + $1.events.output })
            }
        }

        @Test func `an open loop starts from the schedule and says so`() async throws {
            let folder = try TemporaryFolder()
            let (result, _) = try await measure(["--rate", "100", "--requests", "20"], folder)
            #expect(result.output.contains("TTFT scheduled"))
            #expect(!result.output.contains("closed loop"))
            let requests = try folder.record().run().requests
            #expect(Set(requests.map(\.instants.scheduled)).count == 20)
        }

        /// Nanoseconds between the times at which the requests of an open loop were due.
        private func due(_ options: String...) async throws -> ([Int64], UInt64?) {
            let folder = try TemporaryFolder()
            let load = ["--rate", "100", "--requests", "10", "--modes", "streaming"]
            _ = try await measure(load + options, folder)
            let run = try folder.record().run()
            let due = run.requests.map(\.instants.scheduled).sorted()
            let gaps = zip(due, due.dropFirst()).map { ($1 - $0).nanoseconds }
            return (gaps, run.manifest.plan.load.arrivalSeed)
        }

        @Test func `each run has arrivals of its own, and its record has their seed`() async throws
        {
            let (first, seed) = try await due()
            let (second, _) = try await due()
            #expect(first != second)
            let (again, _) = try await due("--arrival-seed", "\(try #require(seed))")
            #expect(again == first)
            let (seeded, given) = try await due("--seed", "9")
            #expect(given == 9)
            #expect(try await due("--seed", "9").0 == seeded)
        }

        @Test func `a closed loop says what its latency is not`() async throws {
            let folder = try TemporaryFolder()
            let (result, _) = try await measure(["-c", "2", "--requests", "20"], folder)
            #expect(!result.output.contains("TTFT scheduled"))
            #expect(result.output.contains("not the latency of arriving users"))
        }

        @Test func `a closed loop never opens more streams than it says`() async throws {
            let folder = try TemporaryFolder()
            let (_, statistics) = try await measure(
                ["-c", "3", "--requests", "30", "--modes", "streaming"], folder)
            #expect(statistics.streamsPeak == 3)
        }

        private func measure(
            _ options: [String], _ folder: TemporaryFolder
        ) async throws -> (CommandResult, EmulatorStatistics) {
            var plan = EmulatorPlan()
            plan.timeToFirstTokenMilliseconds = "5"
            plan.gapMilliseconds = "1"
            plan.outputTokens = "8"
            let server = try await EmulatorServer.start(EmulatorConfiguration(plan: plan))
            defer { Task { try await server.stop() } }
            let result = try await StreamGauge.call(
                ["run", "--base-url", server.baseURL] + options, in: folder)
            return (result, server.statistics())
        }
    }
}
