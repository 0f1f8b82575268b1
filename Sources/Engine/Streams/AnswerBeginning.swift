internal import Wire

/// The first bytes of a stream's visible answer, as they stand in the JSON.
struct AnswerBeginning {
    private var bytes: [UInt8] = []
    private static let keptBytes = 24

    /// Whether more of it is wanted.
    var isOpen: Bool { bytes.count < Self.keptBytes }

    mutating func take(_ text: Span<UInt8>) {
        for index in 0..<min(text.count, Self.keptBytes - bytes.count) { bytes.append(text[index]) }
    }

    /// Whether `text` begins so, as far as both go.
    func begins(_ text: Span<UInt8>) -> Bool {
        (0..<min(bytes.count, text.count)).allSatisfy { bytes[$0] == text[$0] }
    }

    /// Whether it is a tag in which models think aloud, after line ends and blanks.
    var isTag: Bool {
        var rest = bytes[...]
        while true {
            if rest.first == UInt8(ascii: " ") {
                rest = rest.dropFirst()
            } else if rest.starts(with: #"\n"#.utf8) {
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        return Self.tags.contains { rest.starts(with: $0) }
    }

    /// Some writers escape the bracket.
    private static let tags = ["think>", "thinking>", "thought>", "reasoning>"].flatMap { name in
        ["<", #"\u003c"#, #"\u003C"#].map { Array(($0 + name).utf8) }
    }
}

/// Words that some send as data to keep a connection alive.
enum Heartbeat {
    static func isOne(_ data: Span<UInt8>) -> Bool {
        data.count <= longest && words.contains(SSEText.repaired(data).lowercased())
    }

    private static let longest = 16
    private static let words: Set = [
        "ping", "[ping]", "pong", "keepalive", "keep-alive", "[keepalive]", "heartbeat",
        "[heartbeat]", "ok",
    ]
}
