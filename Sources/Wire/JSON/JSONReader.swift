/// The bytes are no JSON (RFC 8259), or nest deeper than `JSONReader.depthLimit`.
package struct BrokenJSON: Error {
    package init() {}
}

/// A string's place in the bytes, without its quotes.
package struct JSONString {
    package var range: Range<Int>
    /// Whether a backslash stands in it, so that its bytes are not its text.
    package var isEscaped: Bool
}

/// Reads JSON from front to back, checking every byte once, and allocates nothing.
///
/// Bytes above 0x7F inside strings are taken as they come: the event stream's decoding replaces
/// invalid UTF-8 by U+FFFD, which a string may hold.
package struct JSONReader {
    /// Containers inside one another. Deeper texts count as broken.
    static let depthLimit = 512

    package var position = 0
    /// Whether `NaN`, `Infinity` and `-Infinity`, which the grammar lacks, are read as numbers.
    let takesNotNumbers: Bool
    private var depth = 0
    /// Whether the container just entered has given no member yet.
    private var isAtFirst = false

    package init(takesNotNumbers: Bool = false) {
        self.takesNotNumbers = takesNotNumbers
    }

    /// The next byte that is not blank, not consumed.
    @inline(__always)
    package mutating func peek(_ bytes: Span<UInt8>) throws(BrokenJSON) -> UInt8 {
        while position < bytes.count {
            let byte = bytes[position]
            if byte > ASCII.space { return byte }
            guard Self.isBlank(byte) else { throw BrokenJSON() }
            position += 1
        }
        throw BrokenJSON()
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) throws(BrokenJSON) {
        guard try peek(bytes) == byte else { throw BrokenJSON() }
        position += 1
    }

    /// Whether only blanks are left.
    package mutating func isAtEnd(_ bytes: Span<UInt8>) -> Bool {
        while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
        return position == bytes.count
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == ASCII.space || byte == ASCII.lineFeed || byte == ASCII.carriageReturn
            || byte == ASCII.tab
    }

    // MARK: Containers

    /// Enters the object whose brace `peek` found.
    @inline(__always)
    package mutating func enter() throws(BrokenJSON) {
        position += 1
        depth += 1
        isAtFirst = true
        guard depth <= Self.depthLimit else { throw BrokenJSON() }
    }

    @inline(__always)
    private mutating func leave() {
        position += 1
        depth -= 1
        isAtFirst = false
    }

    /// The next member's name in the object entered, its value not read; nil at the object's end, which
    /// is consumed.
    @inline(__always)
    package mutating func nextName(_ bytes: Span<UInt8>) throws(BrokenJSON) -> JSONString? {
        guard try hasNext(bytes, before: ASCII.closeBrace) else { return nil }
        let name = try readString(bytes)
        try take(ASCII.colon, bytes)
        return name
    }

    /// Whether the array entered has another element, not read; its end is consumed.
    @inline(__always)
    package mutating func hasNextElement(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Bool {
        try hasNext(bytes, before: ASCII.closeBracket)
    }

    @inline(__always)
    private mutating func hasNext(
        _ bytes: Span<UInt8>, before end: UInt8
    ) throws(BrokenJSON) -> Bool {
        let byte = try peek(bytes)
        if byte == end {
            leave()
            return false
        }
        if isAtFirst {
            isAtFirst = false
            return true
        }
        guard byte == ASCII.comma else { throw BrokenJSON() }
        position += 1
        return true
    }

    // MARK: Values

    /// Checks a value of any kind and goes past it, by a loop: nesting costs no stack.
    package mutating func skipValue(_ bytes: Span<UInt8>) throws(BrokenJSON) {
        if try skipScalar(bytes) { return }
        var objects = ContainerStack()
        let outside = depth
        objects.set(depth, isObject: bytes[position] == ASCII.openBrace)
        try enter()
        while depth > outside {
            let isObject = objects.isObject(depth - 1)
            if isObject {
                guard try nextName(bytes) != nil else { continue }
            } else {
                guard try hasNextElement(bytes) else { continue }
            }
            if try skipScalar(bytes) { continue }
            // The slot exists: this depth is at most the limit, and `enter` throws beyond it.
            objects.set(depth, isObject: bytes[position] == ASCII.openBrace)
            try enter()
        }
    }

    /// Goes past the next value unless it is a container, whose first byte is then next.
    @inline(__always)
    private mutating func skipScalar(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Bool {
        switch try peek(bytes) {
        case ASCII.quote: _ = try readString(bytes)
        case ASCII.openBrace, ASCII.openBracket: return false
        case UInt8(ascii: "n"): try skip("null", bytes)
        case UInt8(ascii: "t"): try skip("true", bytes)
        case UInt8(ascii: "f"): try skip("false", bytes)
        default: _ = try readNumber(bytes)
        }
        return true
    }

    @inline(__always)
    mutating func skip(
        _ literal: StaticString, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) {
        let end = position + literal.utf8CodeUnitCount
        guard end <= bytes.count, bytes.extracting(position..<end).isEqual(to: literal) else {
            throw BrokenJSON()
        }
        position = end
    }
}

/// One bit for each depth: whether the container there is an object.
private struct ContainerStack {
    private var words: InlineArray<9, UInt64> = .init(repeating: 0)

    @inline(__always)
    mutating func set(_ depth: Int, isObject: Bool) {
        let bit: UInt64 = 1 << UInt64(depth & 63)
        if isObject { words[depth >> 6] |= bit } else { words[depth >> 6] &= ~bit }
    }

    @inline(__always)
    func isObject(_ depth: Int) -> Bool {
        words[depth >> 6] & (1 << UInt64(depth & 63)) != 0
    }
}
