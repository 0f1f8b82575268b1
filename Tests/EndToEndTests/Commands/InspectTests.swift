import Foundation
import Testing

extension CommandTests {
    /// `inspect` on captures that are right and wrong.
    @Suite struct InspectTests {
        private static let head = #"data: {"choices":[{"index":0,"delta":{"role":"assistant"}}]}"#
        private static let word = #"data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}"#
        private static let end =
            #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
        private static let good = [head, word, end, "data: [DONE]"]

        private static func capture(_ events: [String]) -> Data {
            Data(events.map { $0 + "\n\n" }.joined().utf8)
        }

        private func inspect(_ data: Data, _ options: String...) async throws -> CommandResult {
            try await StreamGauge.call(
                ["inspect", "-"] + options, in: try TemporaryFolder(), input: data)
        }

        @Test func `a good capture is listed event by event`() async throws {
            let result = try await inspect(Self.capture([": hello"] + Self.good))
            #expect(result.status == 0 && result.errors.isEmpty)
            let kinds = result.outputLines.map { $0.split(separator: " ")[1] }
            #expect(kinds == ["role", "content", "finish", "done", "events,"])
            #expect(result.outputLines.last == "4 events, 1 comments, 0 problems; API: chat")
        }

        @Test func `a file is read like standard input, a response head passed over`() async throws
        {
            let folder = try TemporaryFolder()
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
            let body = String(decoding: Self.capture(Self.good), as: UTF8.self)
            let path = try folder.write(head + body, to: "capture.txt")
            let file = try await StreamGauge.call(["inspect", path], in: folder)
            let piped = try await inspect(Self.capture(Self.good))
            #expect(file.status == 0 && file.output == piped.output)
        }

        @Test(arguments: [
            ([head, word], "truncated"),
            ([head, word, end], "without [DONE]"),
            ([head, #"data: {"error":{"message":"overloaded"}}"#], "event 2 is an error"),
            ([head, word, "data: {broken", end, "data: [DONE]"], "event 3 is not JSON"),
            ([head, end, "data: [DONE]"], "no event carries output"),
            (good + [word], "event 5 comes after [DONE]"),
            (["<html><body>502 Bad Gateway</body></html>"], "not an event stream"),
            ([#"{"choices":[{"message":{"content":"Hi"}}]}"#], "not an event stream"),
        ])
        func `what breaks the protocol is named`(events: [String], says: String) async throws {
            let result = try await inspect(Self.capture(events))
            #expect(result.status == 1)
            #expect(result.errors.contains(says), "\(result.errors)")
        }

        @Test func `a stream that ends inside an event loses it, and that is told`() async throws {
            let result = try await inspect(Self.capture(Self.good).dropLast(1))
            #expect(result.status == 1)
            #expect(result.errors.contains("ends inside an event"))
        }

        @Test func `an empty capture is no stream`() async throws {
            let result = try await inspect(Data())
            #expect(result.status == 1)
            #expect(result.errors.contains("no event at all"))
        }

        @Test func `--json writes an object a line and event`() async throws {
            let events = ["event: delta\nid: 7\n\(Self.word)"] + Self.good
            let result = try await inspect(Self.capture(events), "--json")
            let objects = try result.outputLines.map {
                try #require(
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            #expect(objects.count == 5)
            #expect(objects[0]["type"] as? String == "delta" && objects[0]["id"] as? String == "7")
            #expect(objects[0]["data"] as? String == String(Self.word.dropFirst(6)))
            #expect(objects[1]["type"] as? String == "message")
            let kinds = objects.map { $0["kind"] as? String }
            #expect(kinds == ["content", "role", "content", "finish", "done"])
        }

        @Test func `no character of a server changes the terminal`() async throws {
            let event = "data: {\"choices\":[{\"delta\":{\"content\":\"\u{1B}[31m\"}}]}"
            let result = try await inspect(Self.capture([event] + Self.good))
            #expect(!result.output.contains("\u{1B}"))
        }
    }
}
