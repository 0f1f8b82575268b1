/// How a byte stands in a text that was quoted, perhaps more than once.
enum EscapedByte {
    /// Bytes that one can take.
    static let longest = 16
    private static let mostBackslashes = 8

    /// How many bytes stand for `byte`, of ASCII, at `place`; nil where another byte stands there.
    static func width(of byte: UInt8, in bytes: [UInt8], at place: Int) -> Int? {
        guard place < bytes.count else { return nil }
        let rest = bytes[place...]
        if let width = numbered(byte, rest) { return width }
        if bytes[place] == byte { return 1 }
        let slashes = rest.prefix(mostBackslashes).prefix { $0 == UInt8(ascii: "\\") }
        guard let next = rest.dropFirst(slashes.count).first, !slashes.isEmpty, next == byte else {
            return nil
        }
        return slashes.count + 1
    }

    /// Whether the text ends at `place`, or within what may stand for a byte there.
    static func isCut(_ bytes: [UInt8], at place: Int) -> Bool {
        guard place < bytes.count else { return true }
        guard bytes.count - place < longest, beginnings.contains(bytes[place]) else { return false }
        // An escape goes on to its digits' end, or to what ends it.
        return bytes[(place + 1)...].allSatisfy { isPart($0) }
    }

    private static let beginnings = Array("\\%&=".utf8)

    private static func isPart(_ byte: UInt8) -> Bool {
        isDigit(byte, 16) || beginnings.contains(byte) || "uxX#{".utf8.contains(byte)
    }

    /// The place after control bytes, line ends and characters without width, by which a text is broken.
    static func pastUnseen(in bytes: [UInt8], from place: Int) -> Int {
        var place = place
        while place < bytes.count {
            if bytes[place] < 0x20 || bytes[place] == 0x7F {
                place += 1
            } else if let mark = unseen.first(where: { bytes[place...].starts(with: $0) }) {
                place += mark.count
            } else {
                break
            }
        }
        return place
    }

    /// Zero-width blanks and joiners, marks of direction, a byte order mark, a soft hyphen.
    private static let unseen: [[UInt8]] =
        (0x8B...0x8F).map { [0xE2, 0x80, $0] } + (0xAA...0xAE).map { [0xE2, 0x80, $0] }
        + [[0xE2, 0x81, 0xA0], [0xEF, 0xBB, 0xBF], [0xC2, 0xAD]]

    /// A form that gives the byte's number: what stands before it, its base and digits, and what ends it.
    private struct Form {
        var prefix: [UInt8]
        var base: Int
        var digits: ClosedRange<Int>
        var end: [UInt8]

        init(_ prefix: String, _ base: Int, _ digits: ClosedRange<Int>, end: String = "") {
            self.prefix = Array(prefix.utf8)
            self.base = base
            self.digits = digits
            self.end = Array(end.utf8)
        }
    }

    /// Of JSON, C, addresses, pages and mail.
    private static let forms = [
        Form("\\u{", 16, 1...6, end: "}"), Form("\\u", 16, 4...4), Form("\\x", 16, 2...2),
        Form("\\", 8, 3...3), Form("%25", 16, 2...2), Form("%u", 16, 4...4), Form("%", 16, 2...2),
        Form("&#x", 16, 1...6, end: ";"), Form("&#X", 16, 1...6, end: ";"),
        Form("&#", 10, 1...6, end: ";"), Form("=", 16, 2...2),
    ]

    private static func numbered(_ byte: UInt8, _ rest: ArraySlice<UInt8>) -> Int? {
        // Each quoting doubles the backslashes before what was quoted.
        let slashes = rest.prefix(mostBackslashes).prefix { $0 == UInt8(ascii: "\\") }.count
        let extra = max(0, slashes - 1)
        let text = rest.dropFirst(extra)
        for form in forms where text.starts(with: form.prefix) {
            let behind = text.dropFirst(form.prefix.count)
            let digits = behind.prefix(form.digits.upperBound).prefix { isDigit($0, form.base) }
            guard form.digits.contains(digits.count),
                Int(String(decoding: digits, as: UTF8.self), radix: form.base) == Int(byte),
                behind.dropFirst(digits.count).starts(with: form.end)
            else { continue }
            return extra + form.prefix.count + digits.count + form.end.count
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8, _ base: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) < base
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
            base == 16
        default: false
        }
    }
}
