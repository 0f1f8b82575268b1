import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CompatibilityTests {
    /// Answers that nginx compresses.
    @Suite struct CompressionTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        @Test func `compression is asked for, undone and counted`() async throws {
            var plan = EmulatorPlan()
            plan.timeToFirstTokenMilliseconds = "5"
            plan.gapMilliseconds = "2"
            plan.outputTokens = "60"
            plan.tellsTruth = false
            let server = try await EmulatorServer.start(EmulatorConfiguration(plan: plan))
            defer { Task { try await server.stop() } }
            let proxy = try await TestProxy(before: server.port)
            for options in [[], ["--compressed"]] {
                let result = try await StreamGauge.call(
                    [
                        "compare-modes", "--base-url", proxy.baseURL, "--requests", "12",
                        "--cacert", proxy.certificate, "--reports", folder.file("\(options.count)"),
                    ] + options, in: folder)
                #expect(result.status == 0, "\(result.errors)")
            }
            let plain = try folder.record(in: "0").run().requests
            let compressed = try folder.record(in: "1").run().requests
            #expect(plain.allSatisfy { $0.bytes.encodedBody == nil })
            #expect((plain + compressed).allSatisfy { $0.outcome == .ok })
            for request in compressed where request.mode == .streaming {
                let encoded = try #require(request.bytes.encodedBody)
                #expect(encoded < request.bytes.body / 2)
                #expect(request.events.output == 60)
                // Some records of TLS around it, and the head.
                let wire = try #require(request.bytes.wire)
                #expect(wire.received > encoded && wire.received < request.bytes.body)
            }
        }
    }
}
