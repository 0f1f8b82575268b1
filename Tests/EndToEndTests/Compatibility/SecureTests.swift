import Analysis
import Emulator
import Foundation
import RecordStore
import Reporting
import RunModel
import Statistics
import Testing

extension CompatibilityTests {
    /// TLS and HTTP/2, with nginx in front of the emulator.
    @Suite struct SecureTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func run(
            isPlain: Bool = false, _ options: (TestProxy) -> [String]
        ) async throws -> CommandResult {
            var plan = EmulatorPlan()
            plan.timeToFirstTokenMilliseconds = "10"
            plan.gapMilliseconds = "5"
            plan.outputTokens = "20"
            let server = try await EmulatorServer.start(EmulatorConfiguration(plan: plan))
            defer { Task { try await server.stop() } }
            let proxy = try await TestProxy(before: server.port)
            return try await StreamGauge.call(
                [
                    "run", "--modes", "streaming", "--base-url",
                    isPlain ? proxy.plainBaseURL : proxy.baseURL, "--requests", "20", "-c", "4",
                ]
                    + options(proxy), in: folder)
        }

        @Test func `a trusted certificate gives a secure run with true times`() async throws {
            let result = try await run { ["--cacert", $0.certificate] }
            #expect(result.status == 0, "\(result.errors)")
            let requests = try folder.record().run().requests
            #expect(requests.count == 20 && requests.allSatisfy { $0.outcome == .ok })
            let cold = requests.filter { $0.connection == .cold }
            #expect(!cold.isEmpty && cold.allSatisfy { $0.connectPhases.tls ?? .zero > .zero })
            try expectTrueStamps()
        }

        /// libcurl reads TLS record by record, so that several wait behind one stamp.
        @Test func `each event of a stopped client lies in its interval`() async throws {
            let server = try await EmulatorServer.start(EmulatorConfiguration())
            defer { Task { try await server.stop() } }
            let proxy = try await TestProxy(before: server.port)
            let client = try StreamGauge.start(
                [
                    "run", "--modes", "streaming", "--base-url", proxy.baseURL, "--cacert",
                    proxy.certificate, "-c", "10", "-n", "30", "--quiet",
                ], in: folder)
            #expect(try await client.endStopped().status == 0)
            let truth = try EventTruth(of: try folder.record())
            try #require(truth.all > 1000)
            #expect(truth.intervals > 50)
            // What the proxy holds on a busy machine is none of the client's; without intervals most would be outside.
            #expect(truth.outside * 50 <= truth.all, "\(truth)")
        }

        @Test func `doctor tells the version of TLS and HTTP, and how long the certificate lasts`()
            async throws
        {
            var plan = EmulatorPlan()
            plan.timeToFirstTokenMilliseconds = "10"
            plan.gapMilliseconds = "5"
            let server = try await EmulatorServer.start(EmulatorConfiguration(plan: plan))
            defer { Task { try await server.stop() } }
            let proxy = try await TestProxy(before: server.port)
            let words = ["doctor", "--json", "--base-url", proxy.baseURL]
            let trusted = try await StreamGauge.call(
                words + ["--cacert", proxy.certificate], in: folder)
            let examination = try SnakeCase.decoder().decode(
                Examination.self, from: Data(trusted.output.utf8))
            let found = Dictionary(
                uniqueKeysWithValues: examination.findings.map { ($0.check, $0) })
            #expect(found[.tls]?.found.contains("TLSv1.") == true, "\(trusted.output)")
            #expect(found[.tls]?.found.contains("certificate for 1 day more") == true)
            #expect(found[.httpVersion]?.found.contains("HTTP/2 too") == true)
            #expect(found[.serverClock]?.state == .ok)
            #expect(found[.answers]?.state == .ok)
            let unknown = try await StreamGauge.call(words, in: folder)
            #expect(unknown.status == 1 && unknown.output.contains("--cacert"))
        }

        @Test func `an unknown certificate is tls, and no request succeeds`() async throws {
            let result = try await run { _ in [] }
            #expect(result.status == 6)
            #expect(result.errors.contains("failed with tls: "), "\(result.errors)")
            let requests = try folder.record().run().requests
            #expect(requests.count == 20 && requests.allSatisfy { $0.outcome == .tls })
        }

        @Test func `an unverified certificate is used when told to, and recorded`() async throws {
            let result = try await run { _ in ["--insecure"] }
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("Note: the server's certificate was not verified"))
            let manifest = try folder.record().run().manifest
            #expect(manifest.notices.map(\.kind) == [.insecure])
            #expect(manifest.plan.connection.isInsecure)
        }

        @Test func `HTTP/2 carries the streams and warns of its times`() async throws {
            let result = try await run { ["--http2", "--cacert", $0.certificate] }
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("Note: over HTTP/2"))
            let run = try folder.record().run()
            #expect(run.manifest.notices.contains { $0.kind == .http2 })
            #expect(run.requests.allSatisfy { $0.outcome == .ok && $0.events.output == 20 })
        }

        /// libcurl 7.88 breaks what it asks a second time over such a connection.
        @Test func `HTTP/2 without TLS works, or is refused for the library's fault`() async throws
        {
            let version = try await StreamGauge.call(["--version"], in: folder).output
            let result = try await run(isPlain: true) { _ in ["--http2"] }
            guard version.contains("curl/issues/10634") else {
                #expect(version.contains("known faults of this libcurl: none"))
                #expect(result.status == 0, "\(result.errors)")
                let requests = try folder.record().run().requests
                #expect(requests.allSatisfy { $0.outcome == .ok && $0.events.output == 20 })
                #expect(requests.contains { $0.connection == .warm })
                return
            }
            #expect(result.status == 64)
            let sentence = try #require(result.errorLines.first)
            #expect(sentence.contains("--http2") && sentence.contains("curl/issues/10634"))
            #expect(sentence.contains("https://"))
            let second = try await run { ["--http2", "--base-url", $0.plainBaseURL] }
            #expect(second.status == 64, "one plain front end is enough: \(second.errors)")

            let fresh = try await run(isPlain: true) { _ in ["--http2", "--fresh-connections"] }
            #expect(fresh.status == 0, "\(fresh.errors)")
            let run = try folder.record().run()
            #expect(run.requests.allSatisfy { $0.outcome == .ok })
            #expect(run.manifest.libraryFaults?.contains { $0.contains("10634") } == true)
        }

        @Test func `a connection of HTTP/2 that fell silent is not used again`() async throws {
            try await TestProxy.makeCertificate(in: folder)
            let certificate = folder.file("cert.pem")
            let server = try Peer.start(
                "Tests/EndToEndTests/Peers/silent_http2.py",
                [certificate, folder.file("key.pem"), "5"], in: folder)
            try await server.until { server.output.contains("\n") }
            let port = try #require(server.output.split(separator: "\n").first)
            let result = try await StreamGauge.call(
                [
                    "run", "--modes", "streaming", "--http2", "--cacert", certificate, "-n", "30",
                    "-c", "2", "--base-url", "https://127.0.0.1:\(port)/v1",
                    "--timeout-first-token", "2s",
                ], in: folder)
            server.send(SIGKILL)
            #expect(result.status == 0, "\(result.errors)")
            let requests = try folder.record().run().requests
            // Those that waited on it, and those that began before libcurl had seen its end; where it is used
            // again, all that follow fail.
            let failed = requests.filter { $0.outcome != .ok }
            #expect((1...6).contains(failed.count), "\(failed.map(\.outcome))")
            #expect(failed.contains { $0.outcome == .timeoutFirstToken })
            // The port's line, that of the silent one, and one at least for all others.
            #expect(server.output.split(separator: "\n").count >= 3)
        }

        /// The proxy passes the emulator's comments on; its own share of the time is within the
        /// tolerance: half of the chunks within 20 ms, or the run says that they are not.
        private func expectTrueStamps() throws {
            let record = try folder.record()
            let errors = try StampErrors(record)
            #expect(errors.chunks.count == 400)
            #expect(errors.lone.countAtMost(StampErrors.clockTolerance) == 0)
            let isTold = try record.validity().doubts(.stampError)
            let median = try #require(errors.chunks.quantile(0.5))
            #expect(median < 20_000_000 || isTold)
        }
    }
}
