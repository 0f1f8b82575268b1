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
            #expect(sentence.contains("output tokens (at most "))
            #expect(sentence.contains("beyond the stated 10 streams and 300 requests in"))
            #expect(server.requests == 0 && !hasRecord)
            try await server.stop()
        }

        @Test func `a dry run tells programs what it would take`() async throws {
            let words = ["--emulator", "--tier", "pro", "--dry-run"]
            let result = try await call(words + ["--json"])
            #expect(result.status == 0 && result.errors.isEmpty)
            let preview = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
            let about = try #require(preview["about"] as? [String: Int])
            let requests = try #require(about["requests"])
            let sentence = try await call(words).output
            #expect(sentence.contains("Sending about \(requests) requests"))
            #expect((preview["most"] as? [String: Int])?["requests"] == 2000)
            #expect(
                preview["stated_streams"] as? Int == 10 && preview["stated_requests"] as? Int == 300
            )
            #expect(preview["is_emulated"] as? Bool == true && !hasRecord)
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
            ("--second-api-key-file /no/such/file", "--second-api-key-file"),
            ("--source-address here", "--source-address"),
            ("--second-connection", "--second-connection"),
        ])
        func `a mistake is told in one sentence`(options: String, names: String) async throws {
            let target = options.contains("--base-url") ? [] : ["--emulator"]
            let result = try await call(options.split(separator: " ").map(String.init) + target)
            #expect(result.status == 64 && result.output.isEmpty)
            let sentence = try #require(result.errorLines.first)
            #expect(sentence.hasPrefix("Error: ") && sentence.contains(names), "\(sentence)")
            #expect(!hasRecord)
        }

        @Test(arguments: [Emulator.LimitScope.key, .account, .address])
        func `whose the ceiling is is told with a second key and address`(
            scope: Emulator.LimitScope
        ) async throws {
            try "sk-second".write(toFile: folder.file("key"), atomically: true, encoding: .utf8)
            let server = try await LimitedServer.start(LimitPolicy.ceiling(2, of: scope))
            let verification = try await server.verify(
                [
                    "--expect-streams", "2", "--only", "streams", "--rounds", "2",
                    "--source-address",
                    "127.0.0.2", "--second-api-key-file", folder.file("key"),
                ], in: folder, environment: ["OPENAI_API_KEY": "sk-first"])
            try await server.stop()
            let summary = try verification.summary()
            let answers = (summary.sharing ?? []).map { $0.answer }
            // On a machine so busy that streams end meanwhile it cannot be told; it is never told wrongly.
            let expected: [LimitSharing.Answer] =
                switch scope {
                case .key: [.apart, .shared]
                case .account: [.shared, .shared]
                default: [.shared, .apart]
                }
            for (answer, expected) in zip(answers, expected) {
                #expect(answer == expected || answer == nil)
            }
            #expect(answers.count == 2)
            #expect(verification.result.errors.contains("Asks also as the second key, the address"))
            let record = try folder.record()
            for name in try FileManager.default.contentsOfDirectory(atPath: record.path) {
                let text = try? String(contentsOfFile: record.path + "/" + name, encoding: .utf8)
                #expect(text?.contains("sk-second") != true, "\(name)")
            }
        }

        @Test(arguments: [Emulator.LimitScope.key, .address])
        func `from each address it is told whether a ceiling is by address`(
            scope: Emulator.LimitScope
        ) async throws {
            let server = try await LimitedServer.start(LimitPolicy.ceiling(2, of: scope))
            let verification = try await server.verify(
                [
                    "--expect-streams", "2", "--only", "streams", "--rounds", "2", "--from-each",
                    "--source-address", "127.0.0.2", "--source-address", "127.0.0.3",
                ], in: folder)
            try await server.stop()
            let summary = try verification.summary()
            #expect(verification.result.errors.contains("Asks also as the address 127.0.0.3."))
            let record = try folder.record()
            #expect(try record.run().manifest.plan.connection.sourceAddress == "127.0.0.2")
            // The same ceiling for a key is found from whichever address the first caller comes.
            #expect([nil, 2].contains(summary.ceiling?.ceiling))
            let sharing = try #require(summary.sharing?.first)
            #expect(sharing.caller == OtherCaller(.address, "127.0.0.3"))
            // On a machine so busy that streams end meanwhile it cannot be told; it is never told wrongly.
            #expect([nil, scope == .key ? .shared : .apart].contains(sharing.answer))
        }

        @Test func `a server that is not there is told in one sentence`() async throws {
            let port = try LoopbackSocket.freePort()
            let result = try await call([
                "--tier", "free", "--quiet", "--base-url", "http://127.0.0.1:\(port)/v1",
            ])
            #expect(result.status == 6 && result.outputLines.count == 1)
            #expect(result.errorLines.count == 2, "\(result.errors)")
            #expect(result.errorLines.last?.hasPrefix("remedy: ") == true)
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
            #expect(verification.result.errors.contains("http_4xx"))
            #expect(verification.result.errorLines.last?.contains("OPENAI_API_KEY") == true)
            #expect(verification.result.output.contains("nothing can be said"))
            let summary = try verification.summary()
            #expect(summary.findings.allSatisfy { $0.observed == nil && !$0.contradicts })
            // It gives up soon.
            #expect(server.requests < 10)
        }
    }
}
