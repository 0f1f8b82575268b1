/// Whether each delta of a stream holds the whole text so far, which is no delta: such a stream's events are many times
/// as large as what they tell.
///
/// All but such streams are known for what they are by their second event, and looked at no further.
struct CumulativeText {
    /// Whether a later text may still show it; false from the first text on that does not begin with the one before.
    private(set) var isWatching = true
    private var last: [UInt8] = []
    private var extensions = 0

    /// Words begin with one another by chance; four in a row do not.
    private static let extensionsNeeded = 3
    /// Blanks and brackets grow one by one in good streams too.
    private static let leastBytes = 12
    /// What is kept of a text to see repeats. A longer one is taken as no repeat.
    private static let mostBytes = 64 << 10

    var isCumulative: Bool { extensions >= Self.extensionsNeeded && last.count >= Self.leastBytes }

    /// Takes the next text of the answer, as it stands in the JSON.
    ///
    /// - Returns: whether it repeats what is there and adds nothing, in a stream whose texts are cumulative.
    mutating func repeats(_ text: Span<UInt8>) -> Bool {
        guard isWatching, !text.isEmpty else { return false }
        let isRepeat = text.count == last.count && begins(text)
        guard !isRepeat || !isCumulative else { return true }
        if last.isEmpty || (text.count > last.count && begins(text)) {
            extensions += last.isEmpty ? 0 : 1
            keep(text)
        } else {
            end()
        }
        return false
    }

    private func begins(_ text: Span<UInt8>) -> Bool {
        for index in last.indices where text[index] != last[index] { return false }
        return true
    }

    private mutating func keep(_ text: Span<UInt8>) {
        // Beyond that it is known well enough what the stream is.
        guard text.count <= Self.mostBytes else {
            isWatching = false
            return
        }
        last.reserveCapacity(text.count)
        for index in last.count..<text.count { last.append(text[index]) }
    }

    private mutating func end() {
        isWatching = false
        extensions = 0
        last = []
    }
}
