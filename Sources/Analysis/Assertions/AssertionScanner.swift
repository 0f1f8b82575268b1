/// The characters of an assertion, one after another.
struct AssertionScanner {
    /// Longer texts are refused before anything is made of them.
    static let longest = 200

    private let bytes: [UInt8]
    private var place = 0

    /// - Throws: Where `text` is empty, too long, or not ASCII.
    init(_ text: String) throws(AssertionError) {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard bytes.count < Self.longest else {
                throw AssertionError(
                    column: Self.longest + 1,
                    message: "an assertion has at most \(Self.longest) characters")
            }
            guard scalar.isASCII else {
                throw AssertionError(
                    column: bytes.count + 1, message: Self.complaint(ofForeign: scalar))
            }
            bytes.append(UInt8(scalar.value))
        }
        self.bytes = bytes
        skipBlanks()
        if isAtEnd {
            throw AssertionError(
                column: 1, message: "expected an assertion such as 'ttft.p95 < 300ms'")
        }
    }

    private static func complaint(ofForeign scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x2264: "write <= for the sign of at most"
        case 0x2265: "write >= for the sign of at least"
        case 0xB5, 0x3BC: "write us for microseconds"
        default: "an assertion is written in ASCII"
        }
    }

    /// From 1.
    var column: Int { place + 1 }

    var isAtEnd: Bool { place == bytes.count }

    /// The character that comes next; nil at the end.
    var next: UInt8? { isAtEnd ? nil : bytes[place] }

    /// The whole, with single blanks.
    var text: String {
        String(decoding: bytes.map { Self.isBlank($0) ? 0x20 : $0 }, as: UTF8.self)
            .split(separator: " ").joined(separator: " ")
    }

    mutating func skipBlanks() { _ = take(while: Self.isBlank) }

    mutating func take(while belongs: (UInt8) -> Bool) -> String {
        let start = place
        while let byte = next, belongs(byte) { place += 1 }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// Whether `character` came next, and was taken.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let next, Unicode.Scalar(next) == character else { return false }
        place += 1
        return true
    }

    /// What comes next, for a complaint: a word or a character of what can be shown.
    var found: String {
        var rest = self
        rest.skipBlanks()
        let word = rest.take { $0 > 0x20 && $0 < 0x7F }
        if word.isEmpty { return rest.isAtEnd ? "the end" : "a control character" }
        return "'\(word.prefix(20))'"
    }

    func error(_ message: String, at column: Int? = nil) -> AssertionError {
        AssertionError(column: column ?? self.column, message: message)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    /// Signs that stand in mistyped names are taken with them, so that the whole is complained of.
    static func isName(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || byte == 0x5F || byte == 0x2D
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
