/// Words that Python writes into JSON although it has none such: `Infinity`, `-Infinity` and `NaN`.
enum JSONWords {
    private static let infinity = "inf"
    private static let replacements: [(word: [UInt8], by: [UInt8])] = [
        (Array("-Infinity".utf8), Array("\"-\(infinity)\"".utf8)),
        (Array("Infinity".utf8), Array("\"\(infinity)\"".utf8)),
        (Array("NaN".utf8), Array("null".utf8)),
    ]

    /// Whether a text stands for a number without bounds, as vLLM writes it or as we replaced it.
    static func isInfinity(_ text: String) -> Bool { text == infinity || text == "-\(infinity)" }

    /// The same bytes with these words made JSON, wherever they stand outside a string.
    static func replaced(_ bytes: [UInt8]) -> [UInt8] {
        var found: [UInt8] = []
        found.reserveCapacity(bytes.count)
        var isInString = false
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if isInString, byte == UInt8(ascii: "\\"), place + 1 < bytes.count {
                found.append(byte)
                place += 1
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if !isInString, let one = replacement(at: place, in: bytes) {
                found += one.by
                place += one.word.count
                continue
            }
            found.append(bytes[place])
            place += 1
        }
        return found
    }

    private static func replacement(
        at place: Int, in bytes: [UInt8]
    ) -> (word: [UInt8], by: [UInt8])? {
        switch bytes[place] {
        case UInt8(ascii: "-"), UInt8(ascii: "I"), UInt8(ascii: "N"):
            replacements.first { bytes[place...].starts(with: $0.word) }
        default: nil
        }
    }
}
