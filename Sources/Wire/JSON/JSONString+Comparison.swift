extension JSONString {
    /// Whether the string's text is the literal, which must be ASCII.
    @inline(__always)
    package func isEqual(to literal: StaticString, in bytes: Span<UInt8>) -> Bool {
        if isEscaped { return isEqualUnescaped(to: literal, in: bytes) }
        return bytes.extracting(range).isEqual(to: literal)
    }

    /// The same, whatever the case of its letters.
    func isEqualInAnyCase(to literal: StaticString, in bytes: Span<UInt8>) -> Bool {
        isEscaped
            ? isEqualUnescaped(to: literal, in: bytes)
            : bytes.extracting(range).isEqualInAnyCase(to: literal)
    }

    @inline(never)
    private func isEqualUnescaped(to literal: StaticString, in bytes: Span<UInt8>) -> Bool {
        literal.withUTF8Buffer { expected in
            var position = range.lowerBound
            for byte in expected {
                guard position < range.upperBound else { return false }
                if let escape = JSONEscape(bytes, at: position), bytes[position] == ASCII.backslash
                {
                    guard escape.codeUnit == UInt16(byte) else { return false }
                    position += escape.count
                } else {
                    guard bytes[position] == byte else { return false }
                    position += 1
                }
            }
            return position == range.upperBound
        }
    }
}
