import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// Two sides in blocks: who is asked what, and who is told which key.
    @Suite struct SidesTests {
        /// Whatever the judgement of sides comes to, which differs by how busy the machine is.
        private static let measured: [Int32] = [0, 1, 3, 5]

        private let folder: TemporaryFolder
        private let key = "sk-side-a-7f3a9c41d2"
        /// The fewest requests there can be, one at a time.
        static let least = [
            "ab", "--blocks", "6", "--requests", "84", "--warmup", "1", "--settle", "0", "-c", "1",
        ]

        init() throws { folder = try TemporaryFolder() }

        private func call(
            _ options: [String], environment: [String: String] = [:]
        ) async throws -> CommandResult {
            try await StreamGauge.call(Self.least + options, in: folder, environment: environment)
        }

        private func keys(of server: RecordingServer) -> Set<String> {
            Set(
                server.requests.map { request in
                    let line = request.head.split(separator: "\r\n")
                        .first { $0.lowercased().hasPrefix("authorization:") }
                    return line.map { String($0.split(separator: " ").last ?? "") } ?? "none"
                })
        }

        @Test func `both sides are asked the same in the same order`() async throws {
            let (first, second) = (try RecordingServer(), try RecordingServer())
            let result = try await call([
                "--base-url", first.baseURL, "--against", second.baseURL, "--output-tokens",
                "5..50",
            ])
            #expect(Self.measured.contains(result.status), "\(result.errors)")
            let bodies = (first.requests.map(\.body), second.requests.map(\.body))
            #expect(bodies.0.count == 6 * 8)
            #expect(bodies.0 == bodies.1)
            #expect(Set(bodies.0).count == bodies.0.count, "no prompt is asked twice on a side")

            let run = try folder.record().run()
            #expect(run.manifest.endpoint == first.baseURL)
            #expect(run.manifest.againstEndpoint == second.baseURL)
            let blocks = try #require(run.manifest.blocks)
            #expect(blocks.map(\.index) == Array(0..<12))
            #expect(blocks.first?.target == 0 && blocks.last?.target == 0)
            for block in blocks {
                let requests = run.requests.filter { $0.round == block.index }
                #expect(requests.count == 8)
                #expect(requests.allSatisfy { $0.target == block.target })
                let begin = run.manifest.origin + .nanoseconds(try #require(block.beginNanoseconds))
                let end = run.manifest.origin + .nanoseconds(try #require(block.endNanoseconds))
                #expect(requests.allSatisfy { $0.instants.scheduled >= begin })
                #expect(try requests.allSatisfy { try #require($0.instants.closed) <= end })
            }
        }

        @Test func `a key goes to its own side's address and stands in no file`() async throws {
            let (first, second) = (try RecordingServer(), try RecordingServer())
            let sides = ["--base-url", first.baseURL, "--against", second.baseURL]
            let alone = try await call(sides, environment: ["OPENAI_API_KEY": key])
            #expect(Self.measured.contains(alone.status), "\(alone.errors)")
            #expect(keys(of: first) == [key])
            #expect(keys(of: second) == ["none"])
            #expect(alone.errors.contains("Side B gets no key"), "\(alone.errors)")

            let other = "sk-side-b-5b2e8810aa"
            let both = try await call(
                sides, environment: ["OPENAI_API_KEY": key, "OPENAI_API_KEY_AGAINST": other])
            #expect(Self.measured.contains(both.status), "\(both.errors)")
            #expect(keys(of: first) == [key])
            #expect(keys(of: second) == ["none", other])
            for secret in [key, other] {
                #expect(try folder.filesContaining(secret).isEmpty)
                #expect(!(both.errors + both.output).contains(secret))
            }
        }

        @Test func `the same address gets the same key, and its own headers`() async throws {
            let server = try RecordingServer()
            let path = "\(server.baseURL)/other"
            let result = try await call(
                [
                    "--base-url", server.baseURL, "--against", path, "--against-model", "small",
                    "--secret-header", "x-tenant",
                ],
                environment: ["OPENAI_API_KEY": key, "X_TENANT": "tenant-4711"])
            #expect(Self.measured.contains(result.status), "\(result.errors)")
            #expect(keys(of: server) == [key])
            let others = server.requests.filter { $0.head.contains("/v1/other/") }
            #expect(others.count == 6 * 8)
            #expect(others.allSatisfy { $0.body.contains("\"small\"") })
            #expect(server.requests.allSatisfy { $0.head.contains("x-tenant: tenant-4711") })
        }

        @Test func `headers that may be secret go to no other address`() async throws {
            let (first, second) = (try RecordingServer(), try RecordingServer())
            let result = try await call(
                [
                    "--base-url", first.baseURL, "--against", second.baseURL, "--header",
                    "X-Gateway: gw-81723", "--header", "X-Title: both", "--secret-header",
                    "x-tenant",
                ], environment: ["X_TENANT": "tenant-4711"])
            #expect(Self.measured.contains(result.status), "\(result.errors)")
            #expect(first.requests.allSatisfy { $0.head.contains("gw-81723") })
            #expect(second.requests.allSatisfy { $0.head.contains("X-Title: both") })
            for secret in ["gw-81723", "tenant-4711"] {
                #expect(second.requests.allSatisfy { !$0.head.contains(secret) })
                #expect(try folder.filesContaining(secret).isEmpty)
            }
            #expect(result.errors.contains("x-gateway, x-tenant"), "\(result.errors)")
        }

        @Test func `a key that the other side repeats is left out`() async throws {
            let key = key
            let first = try RecordingServer()
            let second = try RecordingServer { _ in
                let body = "{\"error\": {\"message\": \"not \(key)\"}}"
                return "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
            }
            let result = try await call(
                ["--base-url", first.baseURL, "--against", second.baseURL],
                environment: ["OPENAI_API_KEY": key])
            #expect(Self.measured.contains(result.status), "\(result.errors)")
            #expect(try folder.filesContaining(key).isEmpty)
            let failed = try folder.record().run().requests.filter { $0.target == 1 }
            #expect(failed.allSatisfy { $0.message?.contains("[key]") == true })
        }

        @Test func `both sides at once have rounds of one side each`() async throws {
            let result = try await call(
                StreamGauge.quickEmulator + ["--interleave", "requests", "--modes", "both"])
            #expect(Self.measured.contains(result.status), "\(result.errors)")
            #expect(result.errors.contains("a second one"), "\(result.errors)")
            let run = try folder.record().run()
            #expect(run.requests.allSatisfy { $0.round % 2 == $0.target && $0.outcome == .ok })
            let measured = run.requests.filter { $0.phase == .measured }
            #expect(measured.count == 96, "whole pairs in every block")
            #expect(run.manifest.client.peakStreams == 2)
        }

        @Test func `an address against itself is one server`() async throws {
            let result = try await call(StreamGauge.quickEmulator + ["--aa"])
            #expect(Self.measured.contains(result.status), "\(result.errors)")
            let manifest = try folder.record().run().manifest
            #expect(manifest.againstEndpoint == manifest.endpoint)
            #expect(manifest.plan.against?.isSameAddress == true)
        }

        @Test func `an open loop has its arrivals in every block`() async throws {
            let result = try await StreamGauge.call(
                [
                    "ab", "--blocks", "6", "--requests", "84", "--warmup", "2", "--settle", "0",
                    "--rate", "60",
                ] + StreamGauge.quickEmulator, in: folder)
            #expect(Self.measured.contains(result.status), "\(result.errors)")
            let run = try folder.record().run()
            var arrivals: [[[Duration]]] = [[], []]
            for block in try #require(run.manifest.blocks) {
                let begin = run.manifest.origin + .nanoseconds(try #require(block.beginNanoseconds))
                let times = run.requests.filter { $0.round == block.index }
                    .map { $0.instants.scheduled - begin }.sorted()
                arrivals[block.target].append(times)
            }
            #expect(arrivals[0] == arrivals[1])
            #expect(Set(arrivals[0]).count == 6)
        }

        @Test func `emulators can differ, and a report can be made again`() async throws {
            let result = try await call(
                StreamGauge.quickEmulator + ["--against-emulator-ttft", "60"])
            #expect(Self.measured.contains(result.status), "\(result.errors)")
            let record = try folder.record()
            let first = try record.run().requests.filter { $0.phase == .measured }
            let waits = first.reduce(into: [Duration.zero, .zero]) { sums, request in
                let shown = request.instants.firstOutput ?? request.instants.scheduled
                sums[request.target] += shown - (request.instants.sent ?? shown)
            }
            #expect(waits[1] - waits[0] > .milliseconds(42 * 30))
            let report = try await StreamGauge.call(["report", record.path], in: folder)
            #expect(report.status == 0, "\(report.errors)")
        }
    }
}
