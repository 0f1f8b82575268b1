import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// A run within a tier, against a server that enforces it.
    @Suite struct TierTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func measure(
            _ policy: LimitPolicy, _ options: [String]
        ) async throws -> (CommandResult, RunRecord) {
            var configuration = EmulatorConfiguration()
            configuration.plan.timeToFirstTokenMilliseconds = "20"
            configuration.plan.gapMilliseconds = "5"
            configuration.plan.outputTokens = "10"
            configuration.limits.tiers["all"] = policy
            configuration.limits.defaultTier = "all"
            let server = try await EmulatorServer.start(configuration)
            defer { Task { try await server.stop() } }
            let result = try await StreamGauge.call(
                ["run", "--base-url", server.baseURL] + options, in: folder)
            return (result, try folder.record().run())
        }

        @Test func `stays within the rate and the streams of its tier, so nothing is refused`()
            async throws
        {
            var policy = LimitPolicy()
            policy.streams.limit = 4
            policy.requests.limit = 42
            policy.window.length = .seconds(2)
            // Twenty a second in evenly spaced starts, over every kind of window.
            let (result, run) = try await measure(
                policy, ["--max-rpm", "1200", "--max-streams", "4", "--requests", "60"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(run.requests.count == 60)
            #expect(run.requests.allSatisfy { $0.outcome == .ok }, "\(result.output)")
            #expect(run.manifest.plan.load.concurrency == 4)
            let starts = run.requests.compactMap(\.instants.started).sorted()
            let span = try #require(starts.last) - (try #require(starts.first))
            #expect(span >= .milliseconds(59 * 49))
            #expect(run.manifest.client.heldBack.requestRateSeconds > 1)
            #expect(result.output.contains("tier          own"))
            #expect(result.output.contains("held back by the request rate"))
        }

        @Test func `waits when the server asks for it, and says so`() async throws {
            var policy = LimitPolicy()
            policy.requests.limit = 5
            policy.window.length = .seconds(1)
            let (result, run) = try await measure(
                policy, ["--modes", "streaming", "--requests", "12", "-c", "1"])
            #expect(result.status == 0, "\(result.errors)")
            let refused = run.requests.filter { $0.outcome == .rateLimited }
            #expect((1...4).contains(refused.count), "\(result.output)")
            #expect(refused.allSatisfy { $0.limits.retryAfter == .seconds(1) })
            let order = run.requests.sorted { $0.request < $1.request }
            for (request, next) in zip(order, order.dropFirst())
            where request.outcome == .rateLimited {
                let head = try #require(request.instants.head)
                #expect(try #require(next.instants.started) - head >= .milliseconds(999))
            }
            #expect(run.manifest.client.heldBack.serverSeconds > 0.9)
            #expect(result.output.contains("held back by the server (its limit headers)"))
        }

        @Test func `takes a tier of the plan file's own`() async throws {
            let path = try folder.write(
                """
                tiers:
                - {name: gold, max_streams: 7, requests_per_minute: 900, tokens_per_minute: 90000}
                """, to: "plan.yaml")
            let result = try await StreamGauge.call(
                ["run", path, "--tier", "gold", "--print-plan"], in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("concurrency: 7"))
            #expect(result.output.contains("tokens_per_minute: 90000"))
        }

        @Test(arguments: [
            (["--tier", "gold"], "there is no 'gold'"),
            (["--tier", "enterprise"], "has no bounds of its own"),
            (["--tier", "free", "--concurrency", "4"], "more than the 3 streams"),
            (["--max-rpm", "0"], "whole numbers from 1"),
        ])
        func `refuses what no tier can mean`(options: [String], words: String) async throws {
            let result = try await StreamGauge.call(
                ["run", "--emulator", "--requests", "1"] + options, in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains(words), "\(result.errors)")
        }
    }
}
