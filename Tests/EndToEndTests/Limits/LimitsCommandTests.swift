import Analysis
import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// `streamgauge limits` on the command line: what it refuses, says and returns.
    @Suite struct LimitsCommandTests {
        private let folder: TemporaryFolder
        /// Streams alone: two seconds or so.
        private static let streams = ["--only", "streams", "--rounds", "2"]

        init() throws { folder = try TemporaryFolder() }

        private var hasRecord: Bool {
            FileManager.default.fileExists(atPath: folder.file("reports"))
        }

        private func call(
            _ options: [String], environment: [String: String] = [:]
        ) async throws -> CommandResult {
            try await StreamGauge.call(["limits"] + options, in: folder, environment: environment)
        }

        @Test func `a dry run says what it would send, and sends nothing`() async throws {
            let server = try await LimitedServer.start(nil)
            let result = try await call([
                "--tier", "pro", "--dry-run", "--base-url", server.baseURL,
            ])
            #expect(result.status == 0 && result.errors.isEmpty)
            #expect(result.outputLines.count == 1)
            let sentence = try #require(result.outputLines.first)
            #expect(sentence.contains("requests (at most 2000) to \(server.baseURL)"))
            #expect(sentence.contains("beyond the stated 10 streams and 300 requests in"))
            #expect(server.requests == 0 && !hasRecord)
            try await server.stop()
        }

        @Test(arguments: [
            ("--tier gold", "--expect-streams"), ("--expect-streams 0", "--expect-streams"),
            ("--expect-rpm 0", "--expect-rpm"), ("--expect-rpm many", "--expect-rpm"),
            ("--window 0s", "--window"), ("--window 2h", "--window"), ("--window soon", "--window"),
            ("--only headers", "--only"), ("--only ,", "--only"), ("--margin 0", "--margin"),
            ("--rounds 0", "--rounds"), ("--max-requests 5", "--max-requests"),
            ("--max-streams 0", "--max-streams"), ("--max-stream-tokens 1", "--max-stream-tokens"),
            ("--base-url ftp://127.0.0.1/v1", "--base-url"), ("--header nonsense", "--header"),
            ("--format openmetrics", "--format"), ("--format xml", "--format"),
            ("--concurrency 3", "--concurrency"),
            ("--api-key-file /no/such/file", "--api-key-file"),
        ])
        func `a mistake is told in one sentence`(options: String, names: String) async throws {
            let result = try await call(options.split(separator: " ").map(String.init))
            #expect(result.status == 64 && result.output.isEmpty)
            let sentence = try #require(result.errorLines.first)
            #expect(sentence.hasPrefix("Error: ") && sentence.contains(names), "\(sentence)")
            #expect(!hasRecord)
        }

        @Test func `a server that is not there is told in one sentence`() async throws {
            let port = try LoopbackSocket.freePort()
            let result = try await call([
                "--tier", "free", "--quiet", "--base-url", "http://127.0.0.1:\(port)/v1",
            ])
            #expect(result.status == 6 && result.output.isEmpty)
            #expect(result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.contains("no request to http://127.0.0.1:\(port)/v1 succeeded"))
            #expect(result.errors.contains("connect"))
        }

        @Test func `a wrong key is told with the server's words, and nothing is found`()
            async throws
        {
            let server = try await LimitedServer.start(nil, keys: ["sk-right"])
            let verification = try await server.verify(["--tier", "free"], in: folder)
            try await server.stop()
            #expect(verification.result.status == 6, "\(verification.result.errors)")
            #expect(verification.result.errorLines.last?.contains("http_4xx") == true)
            #expect(verification.result.output.contains("nothing can be said"))
            let summary = try verification.summary()
            #expect(summary.findings.allSatisfy { $0.observed == nil && !$0.contradicts })
            // It gives up soon.
            #expect(server.requests < 10)
        }

        @Test func `limits that nobody enforces are told, with exit code 2`() async throws {
            let verification = try await Verification.of(
                nil, ["--expect-streams", "4", "--expect-rpm", "20", "--window", "2s"])
            let summary = try verification.summary()
            #expect(verification.result.status == 2, "\(verification.result.errors)")
            #expect(summary[.concurrentStreams]?.verdict == .notEnforced)
            #expect(summary[.requestsInWindow]?.verdict == .notEnforced)
            #expect(verification.result.output.contains("✗ not enforced"))
            #expect(verification.result.output.contains("2 do not hold"))
        }

        @Test func `where nothing is stated and nothing enforced, nothing is wrong`() async throws {
            let verification = try await Verification.of(
                nil, ["--max-streams", "8", "--max-requests", "200", "--window", "1s"])
            let summary = try verification.summary()
            #expect(verification.result.status == 0, "\(verification.result.errors)")
            #expect(summary[.concurrentStreams]?.verdict == .cannotTell)
            #expect(summary[.requestsInWindow]?.verdict == .cannotTell)
            #expect(summary.sentRequests <= 200)
            #expect(verification.result.output.contains("Nothing was stated"))
        }

        @Test func `a bound too low for the window leaves it out and says so`() async throws {
            let verification = try await Verification.of(
                .quick(requests: 100),
                [
                    "--expect-streams", "3", "--expect-rpm", "100", "--window", "2s",
                    "--max-requests", "40", "--rounds", "1",
                ])
            #expect(verification.result.status == 1, "\(verification.result.output)")
            #expect(verification.result.errorLines.first?.contains("--max-requests 40") == true)
            let summary = try verification.summary()
            #expect(summary[.concurrentStreams]?.verdict == .holds)
            let window = try #require(summary[.requestsInWindow])
            #expect(window.verdict == .cannotTell && window.reason.contains("--max-requests 40"))
            #expect(summary.sentRequests <= 40)
            #expect(verification.result.output.contains("1 could not be told"))
        }

        @Test func `a log gets lines that tell the step, without control characters`()
            async throws
        {
            let verification = try await Verification.of(
                .quick(),
                [
                    "--expect-streams", "3", "--expect-rpm", "20", "--window", "2s", "--rounds",
                    "1", "--only", "streams,requests",
                ])
            let progress = verification.result.errorLines.dropFirst()
            #expect(!progress.isEmpty)
            #expect(progress.allSatisfy { $0.hasPrefix("00:") && $0.contains("done") })
            #expect(progress.contains { $0.contains("window") }, "\(verification.result.errors)")
            let said = verification.result.errors + verification.result.output
            #expect(!said.contains("\r") && !said.contains("\u{1B}"))
            #expect(!said.contains(" left") && !said.contains("failed"))
        }

        @Test func `quiet is quiet, and the files are written all the same`() async throws {
            let verification = try await Verification.of(
                .quick(requests: nil), Self.streams + ["--expect-streams", "3", "--quiet"])
            #expect(verification.result.status == 0)
            #expect(verification.result.output.isEmpty && verification.result.errors.isEmpty)
            let record = try verification.folder.record()
            #expect(record.holds(.limits) && record.holds(.limitsPage))
            #expect(record.holds(.limitsTable) && !record.holds(.summary))
        }

        @Test func `the emulator is verified where no other target is named`() async throws {
            let result = try await call(
                Self.streams + ["--emulator", "--expect-streams", "10"] + [
                    "--emulator-ttft", "20", "--emulator-gap", "3",
                ], environment: ["OPENAI_BASE_URL": "http://127.0.0.1:1/v1"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("the embedded emulator"))
            #expect(result.output.contains("The one stated limit holds."), "\(result.output)")
        }
    }
}
