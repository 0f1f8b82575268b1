import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// What a server refuses of a request's form, and how it is asked then.
    @Suite struct RefusalTests {
        private let folder: TemporaryFolder
        private let key = "sk-test-5d1e88b0c4"

        init() throws { folder = try TemporaryFolder() }

        /// Answers a question for models with `models`, and refuses what `refusal` says something of.
        private func server(
            models: String? = nil, _ refusal: @escaping @Sendable (String) -> (Int, String)?
        ) throws -> RecordingServer {
            try RecordingServer { request in
                func answer(_ status: Int, _ body: String) -> String {
                    "HTTP/1.1 \(status) So\r\nContent-Type: application/json\r\n"
                        + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
                }
                guard request.head.hasPrefix("POST ") else {
                    return answer(models == nil ? 404 : 200, models ?? #"{"detail":"Not Found"}"#)
                }
                if let (status, body) = refusal(request.body) { return answer(status, body) }
                return RecordingServer.stream(request)
            }
        }

        /// Refuses all models but `model`, in the words of vLLM.
        private func serverOfModel(_ model: String, list: String?) throws -> RecordingServer {
            try server(models: list) { body in
                guard !body.contains(#""model":"\#(model)""#) else { return nil }
                return (404, #"{"object":"error","message":"The model `x` does not exist."}"#)
            }
        }

        private func call(
            _ server: RecordingServer, _ options: String = ""
        ) async throws -> CommandResult {
            try await StreamGauge.call(
                [
                    "run", "--modes", "streaming", "--requests", "4", "-c", "2", "--max-tokens",
                    "9",
                    "--base-url", server.baseURL,
                ] + options.split(separator: " ").map(String.init), in: folder,
                environment: ["OPENAI_API_KEY": key])
        }

        private func notices(_ kind: Notice.Kind) throws -> [String] {
            try folder.record().run().manifest.notices.filter { $0.kind == kind }.map(\.text)
        }

        @Test func `a 422 with the names inside its own form is asked again without counts`()
            async throws
        {
            let server = try server { body in
                guard body.contains("stream_options") else { return nil }
                let detail = #"[{"type":"extra","loc":["body","stream_options","include_usage"]}]"#
                return (422, #"{"object":"error","message":{"detail":\#(detail)},"code":null}"#)
            }
            let result = try await call(server)
            #expect(result.status == 0, "\(result.errors)")
            #expect(try notices(.usageDowngrade).count == 1)
            let requests = try folder.record().run().requests
            #expect(requests.count { $0.phase == .measured && $0.outcome == .ok } == 4)
            #expect(requests.allSatisfy { $0.phase == .measured || $0.phase == .negotiation })
            // Two were under way when the first was refused.
            #expect((5...6).contains(server.requests.count))
        }

        @Test(arguments: [
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                + "'max_completion_tokens' instead."
        ])
        func `a model that wants max_completion_tokens is asked so from then on`(
            words: String
        ) async throws {
            let server = try server { body in
                guard body.contains(#""max_tokens""#) else { return nil }
                let rest = #""param":"max_tokens","code":"unsupported_parameter""#
                return (400, #"{"error":{"message":"\#(words)",\#(rest)}}"#)
            }
            let result = try await call(server)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errorLines.count { $0.contains("max_completion_tokens") } == 1)
            #expect(try notices(.maxCompletionTokens).count == 1)
            let bodies = server.requests.map(\.body)
            #expect(bodies.count { $0.contains(#""max_completion_tokens":9"#) } == 4)
            #expect(!bodies.contains { $0.contains("max_tokens") && $0.contains("max_completion") })
            let requests = try folder.record().run().requests
            #expect(requests.count { $0.phase == .measured && $0.outcome == .ok } == 4)
        }

        @Test func `both refusals after one another are mended, each once`() async throws {
            let server = try server { body in
                if body.contains(#""max_tokens""#) {
                    return (400, #"{"error":{"message":"'max_tokens' is not supported"}}"#)
                }
                return body.contains("stream_options")
                    ? (400, #"{"error":{"message":"unknown: stream_options"}}"#) : nil
            }
            #expect(try await call(server, "-c 1").status == 0)
            #expect(server.requests.count == 6)
            let attempts = try folder.record().run().requests.map(\.attempt)
            #expect(attempts == [1, 2, 3, 1, 1, 1])
        }

        @Test func `a member of the user's own is not written in another way`() async throws {
            let server = try server { body in
                (400, #"{"error":{"message":"'max_tokens' is not supported"}}"#)
            }
            let result = try await StreamGauge.call(
                [
                    "run", "--modes", "streaming", "--requests", "2", "-c", "1", "--base-url",
                    server.baseURL, "--body", #"{"max_tokens":3}"#,
                ], in: folder)
            #expect(result.status == 6)
            #expect(server.requests.count == 2)
            #expect(try notices(.maxCompletionTokens).isEmpty)
        }

        @Test func `the one model of the target is taken, said and recorded`() async throws {
            let server = try serverOfModel("llama-3", list: #"{"data":[{"id":"llama-3"}]}"#)
            let result = try await call(server)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("no model 'gpt-4o-mini' and lists one alone, 'llama-3'"))
            let manifest = try folder.record().run().manifest
            #expect(manifest.plan.request.model == "llama-3")
            #expect(try notices(.modelTaken).count == 1)
            let questions = server.requests.filter { $0.head.hasPrefix("GET ") }
            #expect(questions.count == 1)
            #expect(questions.first?.head.hasPrefix("GET /v1/models HTTP/1.1") == true)
            #expect(questions.first?.head.contains("Authorization: Bearer \(key)") == true)
            #expect(questions.first?.body.isEmpty == true)
            #expect(try folder.filesContaining(key).isEmpty)
        }

        @Test func `several models are listed with the option`() async throws {
            let server = try serverOfModel(
                "qwen", list: #"{"data":[{"id":"llama-3"},{"id":"qwen"}]}"#)
            let result = try await call(server, "--model gone")
            #expect(result.status == 6)
            let sentence = try #require(result.errorLines.dropLast().last)
            #expect(
                sentence.contains("no model 'gone' here; give one with --model: llama-3, qwen"))
            #expect(server.requests.count { $0.head.hasPrefix("GET ") } == 1)
            #expect(server.requests.count == 5)
        }

        @Test(arguments: [
            nil, "", "{}", #"{"data":[{"id":"gpt-4o-mini"}]}"#, #"{"data":[{"id":"a\u001b[2J"}]}"#,
            #"{"data":[{"id":"sk-test-5d1e88b0c4"}]}"#, String(repeating: "[", count: 3 << 20),
        ])
        func `where no list helps the server's own words stand`(list: String?) async throws {
            let server = try serverOfModel("llama-3", list: list)
            let result = try await call(server)
            #expect(result.status == 6)
            #expect(result.errors.contains("The model `x` does not exist."))
            #expect(result.errorLines.last?.hasPrefix("remedy: ") == true)
            #expect(server.requests.count { $0.head.hasPrefix("GET ") } == 1)
            #expect(try folder.filesContaining(key).isEmpty)
        }

        @Test func `a gate says what it probes with, and takes a mended probe for ready`()
            async throws
        {
            let server = try server { body in
                guard body.contains(#""max_tokens""#) else { return nil }
                return (400, #"{"error":{"message":"'max_tokens' is not supported"}}"#)
            }
            let result = try await StreamGauge.call(
                [
                    "gate", "--modes", "streaming", "--requests", "8", "-c", "2", "--max-tokens",
                    "9", "--base-url", server.baseURL, "--history", folder.file("history"),
                    "--results", folder.file("results"), "--reports", folder.file("reports"),
                ], in: folder, environment: ["OPENAI_API_KEY": key])
            #expect(result.errors.contains("First 48 short requests at most, in blocks of 8"))
            #expect(!(result.output + result.errors).contains("probe requests failed"))
            let data = try Data(contentsOf: URL(filePath: folder.file("results/gate.json")))
            let gate = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let ready = try #require(gate["readiness"] as? [String: Any])
            let blocks = try #require(ready["blocks"] as? [[String: Any]])
            #expect(blocks.count >= 2)
            #expect(
                blocks.allSatisfy { $0["failures"] as? Int == 0 && $0["requests"] as? Int == 8 })
        }

        @Test func `says that it waits for a list of models that is slow to come`() async throws {
            let server = try RecordingServer { request in
                func answer(_ status: Int, _ body: String) -> String {
                    "HTTP/1.1 \(status) So\r\nContent-Type: application/json\r\n"
                        + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
                }
                guard request.head.hasPrefix("POST ") else {
                    Thread.sleep(forTimeInterval: 2)
                    return answer(200, #"{"data":[{"id":"llama-3"}]}"#)
                }
                return request.body.contains("llama-3")
                    ? RecordingServer.stream(request)
                    : answer(404, #"{"message":"The model `x` does not exist."}"#)
            }
            let result = try await call(server)
            #expect(result.status == 0, "\(result.errors)")
            #expect(
                result.errorLines.count {
                    $0.contains("waiting for its list of models, 10 s at most")
                }
                    == 1)
        }
    }
}
