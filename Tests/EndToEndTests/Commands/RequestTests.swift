import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// What an option says is what reaches the server.
    @Suite struct RequestTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func record(_ options: [String], requests: Int = 1) async throws -> RecordingServer
        {
            let server = try RecordingServer()
            let result = try await StreamGauge.call(
                [
                    "run", "--modes", "streaming", "--base-url", server.baseURL, "-c", "1",
                    "--requests", "\(requests)",
                ]
                    + options, in: folder)
            try #require(result.status == 0, "\(result.errors)")
            return server
        }

        @Test func `every shape of a prompts file becomes messages`() async throws {
            let parts =
                #"[{"type":"text","text":"what?"},{"type":"image_url","#
                + #""image_url":{"url":"data:image/png;base64,AA=="}}]"#
            let path = try folder.write(
                """
                "one"
                {"prompt": "two"}

                {"messages": [{"role": "system", "content": "be brief"}, {"role": "user", "content": "three"}]}
                [{"role": "user", "content": \(parts)}]
                """, to: "prompts.jsonl")
            let server = try await record(["--prompts", path], requests: 5)
            let expected = [
                #"[{"role":"user","content":"one"}]"#,
                #"[{"role":"user","content":"two"}]"#,
                #"[{"role":"system","content":"be brief"},{"role":"user","content":"three"}]"#,
                #"[{"role":"user","content":\#(parts)}]"#,
                #"[{"role":"user","content":"one"}]"#,
            ]
            for (index, messages) in expected.enumerated() {
                let wanted = try JSONSerialization.jsonObject(with: Data(messages.utf8))
                let sent = try server.body(index)["messages"]
                #expect(try #require(sent as? NSArray) == wanted as? NSArray)
            }
        }

        @Test func `options become members of the body, and --body has the last word`() async throws
        {
            let server = try await record([
                "--model", "m-1", "--prompt", "Grüß \"dich\"", "--max-tokens", "7",
                "--temperature", "0.25", "--body", #"{"top_p": 0.5, "max_tokens": 9}"#,
            ])
            let body = try server.body()
            #expect(body["model"] as? String == "m-1")
            #expect(body["stream"] as? Bool == true)
            #expect(body["temperature"] as? Double == 0.25)
            #expect(body["top_p"] as? Double == 0.5)
            #expect(body["max_tokens"] as? Int == 9)
            let message = (body["messages"] as? [[String: String]])?.first
            #expect(message == ["role": "user", "content": "Grüß \"dich\""])
            let options = body["stream_options"] as? [String: Bool]
            #expect(options == ["include_usage": true])
        }

        @Test func `--no-usage asks for no usage`() async throws {
            let body = try await record(["--no-usage"]).body()
            #expect(body["stream_options"] == nil)
        }

        @Test func `extra header lines are sent`() async throws {
            let server = try await record(["--header", "X-Team: blue", "--header", "X-Trace: 1"])
            let head = try #require(server.requests.first).head
            #expect(head.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
            #expect(head.contains("\r\nX-Team: blue") && head.contains("\r\nX-Trace: 1"))
            #expect(!head.lowercased().contains("authorization"))
        }

        @Test(arguments: [
            ([], ["X-Request-ID: abc-1"], "abc-1"), ([], ["request-id: abc-2"], "abc-2"),
            (["--request-id-header", "cf-ray"], ["x-request-id: no", "CF-Ray: abc-3"], "abc-3"),
            ([], ["x-request-id: 1 sk-abcdefghij123456wxyz"], "1 …"), ([], [], nil),
        ])
        func
            `the record says what the server calls a request, when it was sent and under which key`(
                options: [String], fields: [String], name: String?
            ) async throws
        {
            let head = fields.map { "\r\n\($0)" }.joined()
            let server = try RecordingServer { request in
                RecordingServer.stream(request).replacing(
                    "\r\nConnection: close", with: "\r\nConnection: close\(head)")
            }
            let before = Date()
            let result = try await StreamGauge.call(
                ["run", "--base-url", server.baseURL, "-c", "1", "--requests", "2"] + options,
                in: folder, environment: ["OPENAI_API_KEY": "sk-abcdefghij123456wxyz"])
            try #require(result.status == 0, "\(result.errors)")
            let record = try folder.record()
            let requests = try record.run().requests
            if name == "1 …" {
                #expect(requests.allSatisfy { $0.serverRequestID?.hasPrefix("1 ") == true })
            } else {
                #expect(requests.allSatisfy { $0.serverRequestID == name })
            }
            #expect(requests.allSatisfy { $0.apiKeyEnd == "…wxyz" })
            #expect(try folder.filesContaining("sk-abcdefghij123456wxyz") == [])
            let lines = try record.text(.requests).split(separator: "\n")
            let column = try #require(lines[0].split(separator: ",").firstIndex(of: "sent_utc"))
            for line in lines.dropFirst() {
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                let form = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
                let sent = try form.parse(String(cells[column]))
                #expect(sent > before.addingTimeInterval(-1) && sent < Date())
            }
        }

        @Test func `the same seed asks the same, another seed something else`() async throws {
            var bodies: [String] = []
            for (index, seed) in ["3", "3", "4"].enumerated() {
                let server = try await record([
                    "--seed", seed, "--reports", folder.file("\(index)"),
                ])
                bodies.append(try #require(server.requests.first).body)
            }
            #expect(bodies[0] == bodies[1])
            #expect(bodies[0] != bodies[2])
        }

        @Test func `the server counts what was asked`() async throws {
            let path = try folder.write("\"one\"\n\"one two three four five\"\n", to: "p.jsonl")
            let result = try await StreamGauge.call(
                [
                    "run", "--modes", "streaming", "--prompts", path, "--requests", "2", "-c", "1",
                    "--max-tokens", "4",
                ]
                    + StreamGauge.quickEmulator, in: folder)
            #expect(result.status == 0)
            let requests = try folder.record().run().requests
            let prompts = try requests.map { try #require($0.tokens.prompt) }
            #expect(prompts.count == 2 && prompts[0] < prompts[1])
            #expect(requests.allSatisfy { $0.tokens.output == 4 && $0.finishReason == .length })
        }

        @Test func `our own limit ends each stream as capped, a success`() async throws {
            let result = try await StreamGauge.call(
                [
                    "run", "--modes", "streaming", "--requests", "4", "--cap-events", "3",
                    "--emulator-ttft", "5",
                ], in: folder)
            #expect(result.status == 0)
            let requests = try folder.record().run().requests
            #expect(requests.allSatisfy { $0.outcome == .capped })
        }
    }
}
