import Emulator
import Foundation
import RunModel
import Testing

@Suite struct EmulatorServerTests {
    @Test func `streams role, content, finish and DONE`() async throws {
        let response = try await ask("{}")
        #expect(response.status == 200)
        #expect(response.fields["content-type"] == "text/event-stream; charset=utf-8")
        let events = EventText(response.body)
        #expect(events.events.first?.delta("role") == "assistant")
        #expect(events.contents.count == 4)
        #expect(events.finishReason == "stop")
        #expect(events.isDone)
        #expect(events.events.count == 7)
        #expect(events.contents[0].json["object"] as? String == "chat.completion.chunk")
        #expect(events.contents[0].json["model"] as? String == "m")
    }

    @Test func `reports usage in a chunk without choices when asked to`() async throws {
        let response = try await ask("{}", more: #""stream_options":{"include_usage":true}"#)
        let events = EventText(response.body).events
        let last = try #require(events.dropLast().last)
        #expect((last.json["choices"] as? [Any])?.isEmpty == true)
        let usage = try #require(last.json["usage"] as? [String: Any])
        #expect(usage["prompt_tokens"] as? Int == 4)
        #expect(usage["completion_tokens"] as? Int == 4)
        #expect(usage["total_tokens"] as? Int == 8)
        #expect(events.dropLast(2).allSatisfy { $0.json["usage"] is NSNull })
    }

    @Test func `answers with one JSON body when no stream is asked for`() async throws {
        let response = try await ask(#"{"tokens":3,"reasoning_tokens":2}"#, stream: false)
        #expect(response.fields["content-type"] == "application/json")
        let block = EventText("data: \(response.body)\n\n").blocks[0]
        #expect(block.json["object"] as? String == "chat.completion")
        let message = ((block.json["choices"] as? [[String: Any]])?.first)?["message"]
        let text = (message as? [String: Any])?["content"] as? String
        #expect(text?.split(separator: " ").count == 3)
        #expect(block.finishReason == "stop")
        let usage = block.json["usage"] as? [String: Any]
        #expect(usage?["completion_tokens"] as? Int == 5)
    }

    @Test func `answers many requests on one connection`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            for _ in 0..<3 {
                client.post(chatBody())
                #expect(EventText(client.response().body).isDone)
                client.post(chatBody(stream: false))
                #expect(client.response().status == 200)
            }
            #expect(client.get("/healthz").body == #"{"status":"ok"}"#)
            #expect(server.statistics().connectionsOpen == 1)
        }
    }

    @Test func `answers requests sent ahead in their order`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            for tokens in 1...5 { client.post(chatBody(emulator: #"{"tokens":\#(tokens)}"#)) }
            for tokens in 1...5 {
                #expect(EventText(client.response().body).contents.count == tokens)
            }
        }
    }

    @Test func `closes the connection when the client says so`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.post(chatBody(), fields: ["Connection: close"])
            let response = client.response()
            #expect(response.fields["connection"] == "close")
            #expect(EventText(response.body).isDone)
            #expect(client.readToEnd() == ("", .closed))
        }
    }

    @Test func `ends a stream by closing for HTTP 1-0`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.post(chatBody(), version: "1.0")
            let response = client.response()
            #expect(response.fields["transfer-encoding"] == nil)
            #expect(response.ending == .closed)
            #expect(EventText(response.body).isDone)
        }
    }

    @Test func `listens on a Unix socket`() async throws {
        let path = "/tmp/emulator-test-\(UUID().uuidString.prefix(8)).sock"
        try await withServer {
            $0.unixSocket = path
        } _: { server in
            let client = try RawClient(unixSocket: path)
            client.post(chatBody())
            #expect(EventText(client.response().body).isDone)
            #expect(server.port == 0)
        }
    }

    @Test func `lists a model and tells its statistics`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            #expect(client.get("/v1/models").body.contains(#""object":"list""#))
            client.post(chatBody())
            _ = client.response()
            let told = try JSONDecoder().decode(
                EmulatorStatistics.self, from: Data(client.get("/stats").body.utf8))
            #expect(told.chunks == 4)
            #expect(told.requests == 3)
            #expect(told.streamsCompleted == 1)
            #expect(told.streamsOpen == 0)
            #expect(told.streamsPeak == 1)
            #expect(told.latenessMaxMilliseconds ?? -1 >= 0)
        }
    }

    @Test func `frees a stream whose client goes away`() async throws {
        try await withServer { server in
            var client: RawClient? = try RawClient(port: server.port)
            client?.post(chatBody(emulator: #"{"ttft_ms":3600000}"#))
            #expect(try await eventually { server.statistics().streamsOpen == 1 })
            client = nil
            #expect(try await eventually { server.statistics().streamsOpen == 0 })
            #expect(server.statistics().cancelled == 1)
            #expect(try await eventually { server.statistics().connectionsOpen == 0 })
        }
    }

    @Test func `serves on several threads`() async throws {
        try await withServer {
            $0.threads = 3
        } _: { server in
            let clients = try (0..<6).map { _ in try RawClient(port: server.port) }
            for client in clients { client.post(chatBody()) }
            for client in clients { #expect(EventText(client.response().body).isDone) }
            #expect(server.statistics().chunks == 24)
        }
    }

    @Test func `refuses a plan it cannot read`() async throws {
        var configuration = EmulatorConfiguration()
        configuration.plan.gapMilliseconds = "often"
        await #expect(throws: EmulatorPlanError.self) {
            _ = try await EmulatorServer.start(configuration)
        }
    }
}
