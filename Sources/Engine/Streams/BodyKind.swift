internal import Transport

/// What the body was taken for, from the head and its first bytes.
enum BodyKind: Equatable {
    /// Where the label is an event stream's, bytes that could be one are.
    case open(isLabelledStream: Bool)
    case eventStream
    /// Collected whole: an answer that was not streamed, an error, or something else than was asked for.
    case document

    static let undecided = open(isLabelledStream: false)

    init(_ head: ResponseHead) {
        guard (200..<300).contains(head.status) else {
            self = .document
            return
        }
        let type = (head.contentType ?? "").lowercased()
        self = .open(isLabelledStream: type.hasPrefix("text/event-stream"))
    }

    /// The first bytes decide. Servers label streams as JSON, and JSON as streams.
    mutating func decide(by bytes: Span<UInt8>) {
        guard case .open(let isLabelledStream) = self else { return }
        var start = bytes.count >= 3 && bytes[0] == 0xEF ? 3 : 0
        while start < bytes.count, Self.blanks.contains(bytes[start]) { start += 1 }
        guard start < bytes.count else { return }
        let isStream =
            isLabelledStream
            ? !Self.documentStarts.contains(bytes[start]) : Self.beginsField(bytes, at: start)
        self = isStream ? .eventStream : .document
    }

    private static let blanks = Array(" \t\r\n".utf8)

    /// Of an object, an array, a page; of gzip. No line of an event stream that means something begins so.
    private static let documentStarts: [UInt8] = [
        UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "<"), GzipText.magic[0],
    ]

    private static func beginsField(_ bytes: Span<UInt8>, at start: Int) -> Bool {
        fieldStarts.contains { field in
            field.enumerated().allSatisfy { index, byte in
                start + index >= bytes.count || bytes[start + index] == byte
            }
        }
    }

    /// How a line of an event stream can begin; a comment has no name.
    private static let fieldStarts: [[UInt8]] = [":", "data:", "event:", "id:", "retry:"].map {
        Array($0.utf8)
    }
}
