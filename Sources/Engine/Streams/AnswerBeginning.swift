/// The first bytes of a stream's visible answer, as they stand in the JSON.
struct AnswerBeginning {
    private var bytes: [UInt8] = []
    private static let keptBytes = 24

    /// Whether more of it is wanted: nearly all answers are known by their first event to begin with no tag. Kept, since every
    /// event asks.
    private(set) var isOpen = true

    mutating func take(_ text: Span<UInt8>) {
        guard bytes.count < Self.keptBytes else { return }
        for index in 0..<min(text.count, Self.keptBytes - bytes.count) { bytes.append(text[index]) }
        isOpen = bytes.count < Self.keptBytes && mayBeTag
    }

    /// Whether `text` begins so, as far as both go.
    func begins(_ text: Span<UInt8>) -> Bool {
        (0..<min(bytes.count, text.count)).allSatisfy { bytes[$0] == text[$0] }
    }

    /// Whether it is a tag in which models think aloud, after line ends and blanks.
    var isTag: Bool { Self.tags.contains { text.starts(with: $0) } }

    private var mayBeTag: Bool {
        let text = text
        return Self.tags.contains { $0.starts(with: text) || text.starts(with: $0) }
    }

    /// Without the line ends and blanks before it.
    private var text: ArraySlice<UInt8> {
        var rest = bytes[...]
        while true {
            if rest.first == UInt8(ascii: " ") {
                rest = rest.dropFirst()
            } else if rest.starts(with: #"\n"#.utf8) {
                rest = rest.dropFirst(2)
            } else {
                return rest
            }
        }
    }

    /// Some writers escape the bracket.
    private static let tags = ["think>", "thinking>", "thought>", "reasoning>"].flatMap { name in
        ["<", #"\u003c"#, #"\u003C"#].map { Array(($0 + name).utf8) }
    }
}
