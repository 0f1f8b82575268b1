import Foundation
import RunModel
import Testing

@testable import Emulator

@Suite struct RequestLogTests {
    private func entry(_ path: String) -> LogEntry {
        LogEntry(
            received: seconds(0), duration: .microseconds(1250), key: "sk-free-…", path: path,
            status: 200, isStreaming: true, outcome: .ok)
    }

    @Test(arguments: [(2, ["3", "4"]), (9, ["2", "3", "4"]), (0, [])])
    func `the log keeps the last and forgets the rest`(count: Int, paths: [String]) {
        let log = RequestLog(capacity: 3)
        #expect(log.last(count).isEmpty)
        for number in 0..<5 { log.append(entry("\(number)")) }
        #expect(log.last(count).map(\.path) == paths)
    }

    @Test func `an entry is a line of JSON`() throws {
        let clock = ServerClock(start: seconds(0), wallNanoseconds: 1_709_210_096_007_000_000)
        var entry = entry("/v1/\"")
        #expect(
            entry.json(clock)
                == #"{"time":"2024-02-29T12:34:56.007Z","key":"sk-free-…","path":"/v1/\"","#
                + #""status":200,"mode":"stream","outcome":"ok","fault":null,"ms":1.25}"#)
        entry.status = nil
        entry.isStreaming = nil
        entry.outcome = .rejected(.streams)
        entry.fault = .reset
        let text = entry.json(clock)
        #expect(text.contains(#""status":null,"mode":null,"outcome":"rejected_streams""#))
        #expect(text.contains(#""fault":"reset""#))
    }

    @Test(arguments: [
        ("/logs", 100, false), ("/logs?n=7", 7, false), ("/logs?n=0&format=array", 0, true),
        ("/logs?format=lines", 100, false),
    ])
    func `a query says how many and in which form`(
        target: String, count: Int, isArray: Bool
    ) throws {
        let query = try LogQuery(target: target)
        #expect(query.count == count)
        #expect(query.isArray == isArray)
    }

    @Test(arguments: ["/logs?n=-1", "/logs?n", "/logs?n=many", "/logs?format=xml", "/logs?last=1"])
    func `a query that makes no sense is refused`(target: String) {
        let error = #expect(throws: ErrorBody.self) { try LogQuery(target: target) }
        #expect(error?.status == 400)
    }

    @Test func `the server logs what became of each request, and no key`() async throws {
        try await withServer {
            $0.limits.tiers["own"] = LimitPolicy(requestsPerMinute: 3, streams: 1)
        } _: { server in
            let key = "Authorization: Bearer sk-own-0123456789abcdef"
            let client = try RawClient(port: server.port)
            client.post(chatBody(), fields: [key])
            _ = client.response()
            client.post(chatBody(stream: false, emulator: #"{"tokens":"many"}"#), fields: [key])
            _ = client.response()
            let broken = try RawClient(port: server.port)
            broken.post(chatBody(emulator: #"{"fault":{"kind":"reset"}}"#), fields: [key])
            _ = broken.response()
            _ = client.get("/v1/models")
            let leaving = try RawClient(port: server.port)
            leaving.post(chatBody(emulator: #"{"ttft_ms":3600000}"#), fields: [key])
            #expect(leaving.readUntil("received-ns", times: 1))
            client.post(chatBody(), fields: [key])
            _ = client.response()
            leaving.leave(withReset: false)
            #expect(try await eventually { server.statistics().cancelled == 1 })
            let lines = client.get("/logs?n=6").body
            #expect(!lines.contains("0123456789"))
            let entries = try lines.split(separator: "\n").map {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
            let outcomes = entries.compactMap { $0?["outcome"] as? String }
            #expect(
                outcomes == ["ok", "error", "broken", "ok", "rejected_streams", "cancelled"])
            #expect(entries.first??["key"] as? String == "sk-own-…cdef")
            #expect(entries.last??["status"] as? Int == 200)
            #expect(entries[2]?["fault"] as? String == "reset")
            let array = try JSONSerialization.jsonObject(
                with: Data(client.get("/logs?format=array&n=2").body.utf8))
            #expect((array as? [Any])?.count == 2)
            #expect(client.get("/logs?n=x").status == 400)
        }
    }

    @Test func `metrics are Prometheus text of the same numbers`() async throws {
        try await withServer {
            $0.limits.tiers["own"] = LimitPolicy(requestsPerMinute: 1, streams: 1)
        } _: { server in
            let client = try RawClient(port: server.port)
            for _ in 0..<2 {
                client.post(chatBody(), fields: ["Authorization: Bearer sk-own-a"])
                _ = client.response()
            }
            let response = client.get("/metrics")
            #expect(response.fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = response.body.split(separator: "\n")
            let labels = #"number="1",key="sk-own-…",tier="own""#
            let opening = "streamgauge_emulator"
            #expect(lines.contains("\(opening)_requests_total 3"))
            #expect(lines.contains("\(opening)_key_accepted_total{\(labels)} 1"))
            #expect(
                lines.contains(#"\#(opening)_key_rejected_total{\#(labels),reason="requests"} 1"#))
            #expect(lines.contains(#"\#(opening)_key_releases_total{\#(labels),cause="end"} 1"#))
            #expect(lines.contains("# TYPE \(opening)_lateness_seconds gauge"))
            let series = lines.filter { !$0.hasPrefix("#") }.map { $0.prefix { $0 != " " } }
            #expect(Set(series).count == series.count)
        }
    }
}
