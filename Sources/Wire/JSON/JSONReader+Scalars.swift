extension JSONReader {
    /// Reads the string that starts at the next byte that is not blank.
    @inline(__always)
    package mutating func readString(_ bytes: Span<UInt8>) throws(BrokenJSON) -> JSONString {
        guard try peek(bytes) == ASCII.quote else { throw BrokenJSON() }
        position += 1
        let start = position
        passPlainText(bytes)
        guard position < bytes.count else { throw BrokenJSON() }
        if bytes[position] == ASCII.quote {
            position += 1
            return JSONString(range: start..<position - 1, isEscaped: false)
        }
        return try readEscapedString(bytes, from: start)
    }

    /// Goes to the next quote, backslash or control byte, or to the end.
    ///
    /// Eight bytes at a time. For bytes below 0x80, `x - n` borrows into the top bit exactly when
    /// `x < n`; `& ~x` drops bytes that had it set. A borrow spoils only bytes above the one it came
    /// from, so the lowest hit is always true (Mycroft's test, "Hacker's Delight" 6-1).
    @inline(__always)
    private mutating func passPlainText(_ bytes: Span<UInt8>) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        while bytes.count - position >= 8 {
            let word = bytes.word(at: position)
            let quotes = word ^ (ones &* UInt64(ASCII.quote))
            let backslashes = word ^ (ones &* UInt64(ASCII.backslash))
            let hits =
                (((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
                    | ((word &- ones &* UInt64(ASCII.space)) & ~word)) & tops
            guard hits == 0 else {
                position += hits.trailingZeroBitCount >> 3
                return
            }
            position += 8
        }
        while position < bytes.count, !Self.isSpecial(bytes[position]) { position += 1 }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == ASCII.quote || byte == ASCII.backslash || byte < ASCII.space
    }

    /// Continues a string at its first backslash or at what may not stand in one.
    @inline(never)
    private mutating func readEscapedString(
        _ bytes: Span<UInt8>, from start: Int
    ) throws(BrokenJSON) -> JSONString {
        while position < bytes.count {
            switch bytes[position] {
            case ASCII.quote:
                position += 1
                return JSONString(range: start..<position - 1, isEscaped: true)
            case ASCII.backslash:
                guard let escape = JSONEscape(bytes, at: position) else { throw BrokenJSON() }
                position += escape.count
            default:
                throw BrokenJSON()
            }
            passPlainText(bytes)
        }
        throw BrokenJSON()
    }

    /// Reads a number as the grammar has it: no leading zero or plus, digits on both sides of a point.
    @inline(__always)
    package mutating func readNumber(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Range<Int> {
        let start = position
        if bytes[position] == ASCII.minus { position += 1 }
        let first = position
        if takesNotNumbers, try passNotNumber(bytes) { return start..<position }
        try passDigits(bytes)
        if bytes[first] == ASCII.zero, position - first > 1 { throw BrokenJSON() }
        if position < bytes.count, bytes[position] == ASCII.period {
            position += 1
            try passDigits(bytes)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count,
                bytes[position] == ASCII.plus || bytes[position] == ASCII.minus
            {
                position += 1
            }
            try passDigits(bytes)
        }
        return start..<position
    }

    @inline(__always)
    private mutating func passNotNumber(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Bool {
        guard position < bytes.count else { throw BrokenJSON() }
        switch bytes[position] {
        case UInt8(ascii: "N"): try skip("NaN", bytes)
        case UInt8(ascii: "I"): try skip("Infinity", bytes)
        default: return false
        }
        return true
    }

    @inline(__always)
    private mutating func passDigits(_ bytes: Span<UInt8>) throws(BrokenJSON) {
        let start = position
        while position < bytes.count, bytes[position] &- ASCII.zero <= 9 { position += 1 }
        guard position > start else { throw BrokenJSON() }
    }
}

/// One escape sequence of a string.
struct JSONEscape {
    /// The UTF-16 code unit it stands for: half a pair for code points above U+FFFF.
    let codeUnit: UInt16
    /// Bytes, the backslash included.
    let count: Int

    /// Reads the sequence whose backslash stands at `position`; nil when there is none of this form.
    init?(_ bytes: Span<UInt8>, at position: Int) {
        guard position + 1 < bytes.count else { return nil }
        count = bytes[position + 1] == UInt8(ascii: "u") ? 6 : 2
        switch bytes[position + 1] {
        case ASCII.quote, ASCII.backslash, ASCII.slash: codeUnit = UInt16(bytes[position + 1])
        case UInt8(ascii: "b"): codeUnit = 0x08
        case UInt8(ascii: "f"): codeUnit = 0x0C
        case UInt8(ascii: "n"): codeUnit = 0x0A
        case UInt8(ascii: "r"): codeUnit = 0x0D
        case UInt8(ascii: "t"): codeUnit = 0x09
        case UInt8(ascii: "u"):
            guard position + 6 <= bytes.count else { return nil }
            var unit: UInt16 = 0
            for index in position + 2..<position + 6 {
                guard let digit = Self.hexDigit(bytes[index]) else { return nil }
                unit = unit << 4 | UInt16(digit)
            }
            codeUnit = unit
        default: return nil
        }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case ASCII.zero...ASCII.nine: byte - ASCII.zero
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
