/// The text of one answer as it stands in the JSON, kept where its conversation will say it again.
struct AnswerText {
    /// Nil once it was longer than is kept.
    private(set) var bytes: [UInt8]? = []

    /// No model's context is longer; a server that never ends must not fill the memory.
    static let mostBytes = 4 << 20

    mutating func append(_ text: Span<UInt8>) {
        guard let count = bytes?.count else { return }
        guard count + text.count <= Self.mostBytes else {
            bytes = nil
            return
        }
        for index in text.indices { bytes?.append(text[index]) }
    }

    /// Takes the text so far, of a stream whose events hold all of it each time.
    mutating func replace(by text: Span<UInt8>) {
        if bytes != nil { bytes?.removeAll(keepingCapacity: true) }
        append(text)
    }
}
