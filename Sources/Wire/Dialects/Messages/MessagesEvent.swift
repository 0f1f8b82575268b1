/// What an event of the Messages API is, by its type.
enum MessagesEvent {
    /// `delta` holds text, thinking or a tool's input.
    case blockDelta
    /// A block begins; a tool's has its name.
    case blockBegins
    /// The answer begins; its prompt is counted.
    case begin
    /// Why the answer ended, and its count so far.
    case delta
    case end
    case ping
    case error
    /// The API's own, and nothing to measure.
    case envelope

    /// Nil where it is no type of the API's.
    init?(_ type: Span<UInt8>) {
        let row = Self.table.indices.first { type.isEqual(to: Self.table[$0].type) }
        guard let row else { return nil }
        self = Self.table[row].event
    }

    /// The same of a string's text, which nobody escapes.
    init?(_ type: JSONString, _ bytes: Span<UInt8>) {
        let inside = bytes.extracting(type.range)
        guard type.isEscaped else {
            self.init(inside)
            return
        }
        let text = Array(JSONText.unescaped(inside).utf8)
        self.init(text.span)
    }

    private struct Row {
        var type: StaticString
        var event: MessagesEvent

        init(_ type: StaticString, _ event: MessagesEvent) {
            self.type = type
            self.event = event
        }
    }

    private static let table: InlineArray<8, Row> = [
        Row("content_block_delta", .blockDelta),
        Row("content_block_start", .blockBegins),
        Row("content_block_stop", .envelope),
        Row("message_start", .begin),
        Row("message_delta", .delta),
        Row("message_stop", .end),
        Row("ping", .ping),
        Row("error", .error),
    ]
}
