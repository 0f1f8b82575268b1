import RunModel
import Testing

/// An answer as servers and gateways send it, and what is right to make of it.
struct FieldAnswer: Sendable, CustomTestStringConvertible {
    var name: String
    var outcome: Outcome
    /// Part of the message of a failure.
    var words: String?
    var outputs: Int
    var type = "text/event-stream"
    var status = "200 OK"
    var fields = ""
    var body: String

    var testDescription: String { name }

    init(
        _ name: String, _ outcome: Outcome, _ words: String? = nil, outputs: Int = 0,
        type: String = "text/event-stream", status: String = "200 OK", fields: String = "",
        _ body: String
    ) {
        self.name = name
        self.outcome = outcome
        self.words = words
        self.outputs = outputs
        self.type = type
        self.status = status
        self.fields = fields
        self.body = body
    }

    var head: String {
        "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n\(fields)Connection: close\r\n\r\n"
    }

    // MARK: Parts of answers

    static func data(_ json: String) -> String { "data: \(json)\n\n" }

    static func delta(_ text: String, finish: String = "null") -> String {
        data(
            #"{"choices":[{"index":0,"delta":{"content":"\#(text)"},"finish_reason":\#(finish)}]}"#)
    }

    static func finish(_ reason: String, _ more: String = "") -> String {
        data(#"{"choices":[{"index":0,"delta":{},"finish_reason":"\#(reason)"\#(more)}]}"#)
    }

    static let done = data("[DONE]")
    static let whole = delta("a") + delta("b") + finish("stop") + done
}

extension FieldAnswer {
    static let all = ends + errors + labels + unreadable

    static let ends = [
        FieldAnswer("a stream as it should be", .ok, outputs: 2, whole),
        FieldAnswer("no [DONE]", .ok, outputs: 1, delta("a") + finish("stop")),
        FieldAnswer(
            "an unknown reason", .ok, outputs: 1, delta("a") + finish("eos_found") + done),
        FieldAnswer(
            "broken off", .inBandError, "abort", outputs: 1, delta("a") + finish("abort") + done),
        FieldAnswer(
            "broken off, with an error in the choice", .inBandError, "provider gone", outputs: 1,
            delta("a") + finish("error", #","error":{"code":502,"message":"provider gone"}"#)),
        FieldAnswer(
            "a reason on every chunk, and then the connection is gone", .reset, outputs: 3,
            fields: "Content-Length: 9999\r\n",
            delta("a", finish: #""stop""#) + delta("b", finish: #""stop""#)
                + delta("c", finish: #""stop""#)),
        FieldAnswer(
            "a reason on every chunk, and [DONE]", .ok, outputs: 2,
            delta("a", finish: #""stop""#) + delta("b", finish: #""stop""#) + done),
        FieldAnswer(
            "two choices that end one after the other", .ok, outputs: 3,
            [
                #"{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}"#,
                #"{"choices":[{"index":1,"delta":{"content":"b"}}]}"#,
                #"{"choices":[{"index":1,"delta":{"content":"c"},"finish_reason":"stop"}]}"#,
            ].map(data).joined()),
        FieldAnswer(
            "one of two choices has no end", .truncated, outputs: 2,
            [
                #"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#,
                #"{"choices":[{"index":1,"delta":{"content":"b"}}]}"#,
                #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
            ].map(data).joined()),
        FieldAnswer(
            "the whole message once more at the end", .ok, outputs: 2,
            delta("a") + delta("b")
                + data(#"{"choices":[{"message":{"content":"ab"},"finish_reason":"stop"}]}"#)),
        FieldAnswer(
            "the last event lacks its blank line", .ok, outputs: 1,
            delta("a") + finish("stop").dropLast()),
        FieldAnswer(
            "cut off inside an event", .truncated, "inside an event", outputs: 1,
            delta("a") + #"data: {"choices":[{"in"#),
        FieldAnswer(
            "neither reason nor mark", .truncated, "after 1 output event", outputs: 1, delta("a")),
        FieldAnswer(
            "indices that count events", .ok, outputs: 3,
            (1...3).map { index in
                data(
                    #"{"choices":[{"index":\#(index),"delta":{"content":"a"},"finish_reason":"#
                        + (index == 3 ? #""length"}]}"# : "null}]}"))
            }.joined()),
        FieldAnswer(
            "three choices of which one ends", .truncated, outputs: 3,
            (0...2).map { data(#"{"choices":[{"index":\#($0),"delta":{"content":"a"}}]}"#) }
                .joined()
                + finish("stop")),
        FieldAnswer(
            "an error by its words, and then the answer", .ok, outputs: 2,
            data(#"{"status":"failed","message":"search failed, answering without it"}"#) + whole),
        FieldAnswer(
            "a reason that is none, in a text", .truncated, "after 1 output event", outputs: 1,
            delta("a", finish: #""null""#)),
        FieldAnswer(
            "nothing, and why", .empty, "finish_reason malformed_function_call",
            finish("malformed_function_call") + done),
        FieldAnswer(
            "counts after the mark", .ok, outputs: 2,
            whole + data(#"{"choices":[],"usage":{"completion_tokens":2}}"#)),
        FieldAnswer(
            "a tool that failed, told by an event of another type", .ok, outputs: 2,
            "event: tool.progress\ndata: {\"status\":\"failed\",\"message\":\"no\"}\n\n" + whole),
        FieldAnswer("heartbeats of nothing", .ok, outputs: 2, "data:\n\ndata: \n\n" + whole),
    ]

    static let errors = [
        FieldAnswer(
            "an event of type error, in words", .inBandError, "slow down", outputs: 1,
            delta("a") + "event: error\ndata: slow down\n\n" + done),
        FieldAnswer(
            "an event of type error without a word", .inBandError, "without a word",
            "event: error\ndata:\n\n"),
        FieldAnswer(
            "an error in words", .inBandError, "out of memory", outputs: 1,
            delta("a") + data("error: CUDA out of memory") + done),
        FieldAnswer(
            "an object that says it is an error", .inBandError, "overloaded", outputs: 1,
            delta("a") + data(#"{"object":"error","message":"overloaded","code":503}"#) + done),
        FieldAnswer(
            "an error without the key", .inBandError, "quota",
            data(#"{"code":"quota_exceeded","message":"quota"}"#)
        ),
        FieldAnswer(
            "states, queues and heartbeats of other types are no errors", .ok, outputs: 2,
            data(#"{"status":"processing","message":"loading"}"#)
                + "event: ping\ndata: ping\n\n" + data(#"{"object":"meta","detail":{"gpu":"x"}}"#)
                + whole),
        FieldAnswer(
            "an error cut off with its event", .inBandError, "boom",
            "event: error\ndata: {\"message\":\"boom\"}\n"),
        FieldAnswer(
            "a validation error", .http4xx, "field required", type: "application/json",
            status: "422 Unprocessable", #"{"detail":[{"msg":"field required"}]}"#),
        FieldAnswer("an error without a body", .http5xx, "status 502", status: "502 Bad", ""),
        FieldAnswer(
            "a redirect", .protocol, "set --base-url to http://h/v2", status: "307 Moved",
            fields: "Location: http://h/v2/chat/completions\r\n", ""),
    ]

    static let labels = [
        FieldAnswer("a stream labelled JSON", .ok, outputs: 2, type: "application/json", whole),
        FieldAnswer("a stream labelled HTML", .ok, outputs: 2, type: "text/html", whole),
        FieldAnswer(
            "JSON labelled a stream", .notAStream, "overloaded",
            #"{"error":{"message":"overloaded"}}"#),
        FieldAnswer(
            "lines of JSON", .notAStream, type: "application/x-ndjson",
            #"{"choices":[{"delta":{"content":"a"}}]}"# + "\n"),
    ]

    static let unreadable = [
        FieldAnswer(
            "a field that is an error", .inBandError, #"error: {"code":400}"#,
            "error: {\"code\":400}\n\n" + done),
        FieldAnswer(
            "a field that is an error, in the midst", .inBandError, "context size", outputs: 1,
            delta("a") + "error: {\"message\":\"context size\"}\n\n" + done),
        FieldAnswer(
            "lines of JSON without a field, in the midst", .inBandError, "exhausted", outputs: 1,
            delta("a") + "{\n  \"error\": {\n    \"message\": \"exhausted\"\n  }\n}\n"),
        FieldAnswer(
            "a page in the midst", .truncated, "event stream: <html>504 Gateway", outputs: 1,
            delta("a") + "<html>504 Gateway</html>\n"),
        FieldAnswer(
            "a proxy's words in the midst", .truncated, "event stream: upstream gone", outputs: 1,
            delta("a") + "upstream gone"),
        FieldAnswer("heartbeats without a field", .ok, outputs: 2, "ping\n\n" + whole),
        FieldAnswer(
            "JSON in JSON", .truncated, "no chunk of an answer: \"{", outputs: 0,
            data(#""{\"choices\":[]}""#)),
        FieldAnswer(
            "events that no blank line parts", .truncated, "inside an event",
            (delta("a") + delta("b")).replacing("\n\n", with: "\n")),
        FieldAnswer(
            "only broken events", .truncated, "an event that is no JSON: {broken",
            data("{broken")),
        FieldAnswer("nothing at all", .empty, "status 200 without a body", ""),
        FieldAnswer("comments alone", .truncated, "without an event", ": hi\n\n"),
        FieldAnswer(
            "no output", .empty, "no output in 2 events",
            data(#"{"choices":[]}"#) + done),
        FieldAnswer(
            "a coding nobody asked for", .protocol, "br-coded", fields: "Content-Encoding: br\r\n",
            "rubbish"),
        FieldAnswer(
            "an endless line", .protocol, "a line of more than 64 KiB",
            "id: " + String(repeating: "x", count: 70_000)),
    ]
}
