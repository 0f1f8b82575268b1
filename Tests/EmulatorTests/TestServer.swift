import Emulator
import RunModel

/// A server that answers fast, for the length of one test.
func withServer<Result>(
    configure: (inout EmulatorConfiguration) -> Void = { _ in },
    _ body: (EmulatorServer) async throws -> Result
) async throws -> Result {
    var plan = EmulatorPlan()
    plan.timeToFirstTokenMilliseconds = "1"
    plan.gapMilliseconds = "0"
    plan.outputTokens = "4"
    var configuration = EmulatorConfiguration(plan: plan)
    configure(&configuration)
    let server = try await EmulatorServer.start(configuration)
    do {
        let result = try await body(server)
        try await server.stop()
        return result
    } catch {
        try await server.stop()
        throw error
    }
}

/// A server whose tier `own`, which keys like `sk-own-1` tell, is as `change` makes it.
func withTier<Result>(
    threads: Int = 1, _ change: (inout LimitPolicy) -> Void,
    _ body: (EmulatorServer) async throws -> Result
) async throws -> Result {
    var policy = LimitPolicy()
    change(&policy)
    return try await withServer {
        $0.limits.tiers["own"] = policy
        $0.threads = threads
    } _: {
        try await body($0)
    }
}

extension RawClient {
    /// Sends a request with a body, `fields` being whole lines.
    func post(
        _ body: String, path: String = "/v1/chat/completions", fields: [String] = [],
        version: String = "1.1"
    ) {
        let lines = ["Host: test", "Content-Length: \(body.utf8.count)"] + fields
        send("POST \(path) HTTP/\(version)\r\n\(lines.joined(separator: "\r\n"))\r\n\r\n\(body)")
    }

    func get(_ path: String, fields: [String] = []) -> RawResponse {
        let lines = ["GET \(path) HTTP/1.1", "Host: test"] + fields
        send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        return response()
    }
}

/// A request's body; `emulator` and `more` are JSON texts.
func chatBody(
    stream: Bool = true, emulator: String = "{}", more: String = "",
    prompt: String = "how fast is it"
) -> String {
    #"{"model":"m","messages":[{"role":"user","content":"\#(prompt)"}],"#
        + #""stream":\#(stream)\#(more.isEmpty ? "" : "," + more),"emulator":\#(emulator)}"#
}

/// Asks a server of its own once, with overrides as JSON text.
func ask(_ emulator: String, stream: Bool = true, more: String = "") async throws -> RawResponse {
    try await withServer { server in
        let client = try RawClient(port: server.port)
        client.post(chatBody(stream: stream, emulator: emulator, more: more))
        return client.response()
    }
}

/// Waits until `condition` holds, which is to be soon: what it looks at happens on another thread.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<2000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(1))
    }
    return false
}
