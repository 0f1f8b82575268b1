package import RunModel
internal import Wire

/// Decodes a captured stream and says of every event what it is, and of the stream what is wrong.
package struct StreamInspector {
    package private(set) var events: [InspectedEvent] = []
    /// What breaks the protocol; empty for a good stream.
    package private(set) var violations: [String] = []
    package private(set) var comments = 0
    /// The API that its events are of.
    package var apiName: String { api.rawValue }

    private let api: API
    private var finish = FinishTrack()
    private var isDone = false
    private var outputs = 0
    private var parts = RepeatedParts()

    /// Reads a whole capture. A response head in front of it (`curl -i`) is passed over.
    /// It is read as `api`, or as what its events say.
    package init(_ capture: [UInt8], api name: APIName? = nil) {
        api = name.map { API($0) } ?? Self.spoken(in: capture)
        var decoder = SSEDecoder()
        let body = capture.span.extracting(Self.headLength(capture)...)
        do throws(SSEDecodingError) {
            try decoder.decode(body, into: &self)
        } catch {
            violations.append(Self.sentence(error))
        }
        if decoder.finish() { violations.append("the stream ends inside an event, which is lost") }
        if events.isEmpty {
            violations.append("no event at all: this is not an event stream")
        } else {
            judgeEnd()
        }
    }

    private mutating func judgeEnd() {
        if !isDone, !finish.isAtEnd {
            violations.append("the stream ends without \(api.endNames): truncated")
        } else if !isDone {
            violations.append("the stream ends without \(api.endMark)")
        }
        if outputs == 0 { violations.append("no event carries output") }
    }

    /// The API of the first event that only one of them has; chat where none has.
    private static func spoken(in capture: [UInt8]) -> API {
        var decoder = SSEDecoder()
        var listener = APIListener()
        let body = capture.span.extracting(headLength(capture)...)
        // What breaks it is told when it is read in earnest.
        _ = try? decoder.decode(body, into: &listener)
        return listener.api ?? .chat
    }

    private static func sentence(_ error: SSEDecodingError) -> String {
        switch error {
        case .dataTooLong(let limit): "an event's data is longer than \(limit) bytes"
        case .fieldTooLong(let limit): "a field is longer than \(limit) bytes"
        }
    }

    /// Bytes of an HTTP head with its blank line, 0 when there is none.
    private static func headLength(_ capture: [UInt8]) -> Int {
        guard capture.starts(with: "HTTP/".utf8) else { return 0 }
        var previousLineFeed: Int?
        for (index, byte) in capture.enumerated() where byte == UInt8(ascii: "\n") {
            if let previous = previousLineFeed, index - previous <= 2 { return index + 1 }
            previousLineFeed = index
        }
        return 0
    }
}

extension StreamInspector: SSEEventSink {
    package mutating func comment(_ text: Span<UInt8>) {
        comments += 1
    }

    package mutating func event(_ data: Span<UInt8>, type: Span<UInt8>, id: Span<UInt8>) {
        let facts = api.facts(ofEvent: data, type: type)
        let kind = kind(facts)
        let typeText = SSEText.repaired(type)
        events.append(
            InspectedEvent(
                api: api.rawValue, type: typeText.isEmpty ? "message" : typeText,
                id: SSEText.repaired(id),
                data: SSEText.repaired(data), kind: kind, finishReason: facts.finishReason != nil,
                promptTokens: facts.usage?.promptTokens,
                completionTokens: facts.usage?.completionTokens))
    }

    /// Whether an end of a part gives what nothing did before.
    private mutating func isNews(_ repeated: ChunkRepeat) -> Bool {
        let bytes = parts.news(in: repeated)
        guard bytes > 0 else { return false }
        parts.take(repeated, bytes: bytes)
        return true
    }

    private mutating func kind(_ event: ChunkFacts) -> String {
        var facts = event
        if let repeated = event.repeated, isNews(repeated) {
            facts = event.taking(repeated, bytes: repeated.outputBytes)
        } else {
            parts.add(facts)
        }
        let number = events.count + 1
        // Gateways close streams of every API with chat's mark too.
        if isDone, !facts.isEnd || api == .chat {
            violations.append("event \(number) comes after \(api.endMark)")
        }
        if facts.isEnd { isDone = true }
        if facts.isBlank { return "heartbeat" }
        if facts.error != nil {
            violations.append("event \(number) is an error inside the stream")
            return "error"
        }
        if facts.isEnd {
            if facts.finishReason == .brokenOff {
                violations.append("event \(number) says that the answer was broken off")
            }
            if facts.output != nil { outputs += 1 }
            return "done"
        }
        guard facts.isJSON else {
            violations.append("event \(number) is not JSON")
            return "broken"
        }
        finish.note(facts, hasOutput: facts.output != nil)
        if facts.finishReason == .brokenOff {
            violations.append("event \(number) says that the answer was broken off")
        }
        if let output = facts.output {
            outputs += 1
            return OutputKind(output).rawValue
        }
        if facts.finishReason != nil { return "finish" }
        if facts.usage != nil { return "usage" }
        return facts.hasRole ? "role" : "empty"
    }
}

/// One event of a captured stream; `streamgauge inspect --json` writes one a line.
package struct InspectedEvent: Sendable, Encodable, Equatable {
    /// The API of the whole stream.
    package var api: String
    package var type: String
    package var id: String
    package var data: String
    /// An output kind of the record (`content`, `reasoning`, …), or `role`, `finish`, `usage`, `done`,
    /// `error`, `empty`, `broken`, `heartbeat` (nothing in it).
    package var kind: String
    /// Whether the event also says why the answer ended.
    package var finishReason: Bool
    package var promptTokens: Int64?
    package var completionTokens: Int64?

    private enum CodingKeys: String, CodingKey {
        case api, type, id, data, kind
        case finishReason = "has_finish_reason"
        case promptTokens = "prompt_tokens"
        case completionTokens = "completion_tokens"
    }
}
