import Emulator
import Foundation
import Testing

/// Errors as a client sees them.
@Suite struct ErrorAnswerTests {
    /// Status, and `param` of the error object.
    private func answer(to body: String, fields: [String] = []) async throws -> (Int, String?) {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.post(body, fields: fields)
            let response = client.response()
            let json = EventText("data: \(response.body)\n\n").blocks[0].json
            let error = try #require(json["error"] as? [String: Any])
            #expect(error["message"] is String)
            #expect(error["type"] is String)
            #expect(error.keys.contains("code"))
            return (response.status, error["param"] as? String)
        }
    }

    private static let message = #"{"role":"user","content":"hello"}"#

    @Test(
        arguments: [
            ("{", nil), ("[]", nil), (#"{"messages":[]}"#, "model"),
            (#"{"model":"m"}"#, "messages"), (#"{"model":"m","messages":[]}"#, "messages"),
            (#"{"model":7,"messages":[]}"#, "model"), (#"{"model":"m","messages":7}"#, "messages"),
            (#"{"model":"m","messages":[{"role":"king","content":""}]}"#, "messages[0].role"),
            (#"{"model":"m","messages":[{"content":""}]}"#, "messages[0].role"),
            (#"{"model":"m","messages":[{"role":"user"}]}"#, "messages[0].content"),
            (#"{"model":"m","messages":[{"role":"user","content":7}]}"#, "messages[0].content"),
            (
                #"{"model":"m","messages":[{"role":"user","content":[{"type":"smell"}]}]}"#,
                "messages[0].content[0].type"
            ),
            (
                #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#,
                "messages[0].content[0].image_url"
            ),
            (#"{"model":"m","messages":[\#(message)],"max_tokens":-1}"#, "max_tokens"),
            (#"{"model":"m","messages":[\#(message)],"stream":"yes"}"#, "stream"),
            (#"{"model":"m","messages":[\#(message)],"temperature":3}"#, "temperature"),
            (#"{"model":"m","messages":[\#(message)],"stream_options":{}}"#, "stream_options"),
            (#"{"model":"m","messages":[\#(message)],"emulator":{"ttft":1}}"#, "emulator.ttft"),
            (
                #"{"model":"m","messages":[\#(message)],"emulator":{"gap_ms":-1}}"#,
                "emulator.gap_ms"
            ),
            (
                #"{"model":"m","messages":[\#(message)],"emulator":{"fault":{"kind":"bug"}}}"#,
                "emulator.fault.kind"
            ),
        ] as [(String, String?)])
    func `a wrong body is answered with the field at fault`(
        body: String, parameter: String?
    ) async throws {
        let (status, named) = try await answer(to: body)
        #expect(status == 400)
        #expect(named == parameter)
    }

    @Test func `an assistant may have said nothing`() async throws {
        let response = try await withServer { server in
            let client = try RawClient(port: server.port)
            client.post(
                #"{"model":"m","messages":[{"role":"assistant","content":null,"tool_calls":[]}]}"#)
            return client.response()
        }
        #expect(response.status == 200)
    }

    @Test(
        arguments: [
            (nil, 401), ("Authorization: Bearer wrong", 401), ("Authorization: Basic right", 401),
            ("Authorization: Bearer right", 200), ("authorization: bearer right", 200),
        ] as [(String?, Int)])
    func `a key is asked for where there are keys`(field: String?, status: Int) async throws {
        try await withServer {
            $0.apiKeys = ["right"]
        } _: { server in
            let client = try RawClient(port: server.port)
            client.post(chatBody(), fields: field.map { [$0] } ?? [])
            let response = client.response()
            #expect(response.status == status)
            #expect(!response.body.contains("wrong"))
            #expect(client.get("/healthz").status == 200)
        }
    }

    @Test func `an unknown path is 404 and a wrong method 405 with Allow`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            #expect(client.get("/v1/nothing").status == 404)
            let response = client.get("/v1/chat/completions?x=1")
            #expect(response.status == 405)
            #expect(response.fields["allow"] == "POST")
            #expect(server.statistics().errors == ["http_404": 1, "http_405": 1])
        }
    }

    @Test func `a body over 8 MiB is 413, told before it has all come`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.send(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: t\r\nContent-Length: 9000000\r\n\r\n")
            #expect(client.response().status == 413)
        }
    }

    @Test func `a chunked body over 8 MiB is 413 too`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.send(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            let piece = "80000\r\n" + String(repeating: "x", count: 0x80000) + "\r\n"
            for _ in 0..<18 { client.send(piece) }
            #expect(client.response().status == 413)
        }
    }

    @Test func `what is not HTTP is 400`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.send("hello, is this a river?\r\n\r\n")
            #expect(client.response().status == 400)
        }
    }

    @Test func `asks for the body when the client waits to be asked`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.post(chatBody(), fields: ["Expect: 100-continue"])
            #expect(client.response().status == 100)
            #expect(client.response().status == 200)
        }
    }
}
