import Glibc

/// The module's few uses of pointers. Each pointer lives only inside its closure, and every offset is
/// checked against the span's count first.
extension Span<UInt8> {
    /// The position of the first `byte` at or after `start`, or `count` when there is none.
    ///
    /// `memchr` reads many bytes an instruction; a loop over the span reads one.
    func firstIndex(of byte: UInt8, from start: Int) -> Int {
        guard start < count else { return count }
        return withUnsafeBytes { buffer in
            // `start` is below the count, so the address exists (a span with bytes has one) and
            // `count - start` bytes behind it are the span's own: memchr reads no further, and what it
            // finds lies inside, at a distance from the base that is an index.
            guard let base = buffer.baseAddress,
                let found = memchr(base + start, Int32(byte), buffer.count - start)
            else { return buffer.count }
            return UnsafeRawPointer(found) - base
        }
    }

    /// Eight bytes from `position` on, the first one lowest. Traps outside the span: the load checks
    /// its bounds; "unsafe" in its name warns of types with invalid bit patterns, and integers have none.
    @inline(__always)
    func word(at position: Int) -> UInt64 {
        UInt64(
            littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
}

extension Span<UInt8> {
    /// Without blanks and line ends around.
    var trimmed: Range<Int> {
        var start = 0
        var end = count
        while start < end, self[start] <= ASCII.space { start += 1 }
        while end > start, self[end - 1] <= ASCII.space { end -= 1 }
        return start..<end
    }

    func begins(with first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        count >= 3 && self[0] == first && self[1] == second && self[2] == third
    }

    /// Whether its first bytes are the literal's, which must be ASCII.
    func begins(with literal: StaticString) -> Bool {
        let length = literal.utf8CodeUnitCount
        return count >= length && extracting(0..<length).isEqual(to: literal)
    }

    var isBlank: Bool { trimmed.isEmpty }
}

/// Words of ASCII without capitals, found in any case.
extension Span<UInt8> {
    func isEqualInAnyCase(to word: StaticString) -> Bool {
        count == word.utf8CodeUnitCount && stands(word, at: 0)
    }

    /// Whether `word` stands in it anywhere.
    func contains(_ word: StaticString) -> Bool { end(of: word) != nil }

    /// Whether a name of JSON, or a text, that is any of `words`, each within its quotes, stands in it. One pass, however
    /// many there are.
    func contains(quotedAnyOf words: [StaticString]) -> Bool {
        let quote = UInt8(ascii: "\"")
        for start in indices where self[start] == quote {
            for word in words
            where count - start >= word.utf8CodeUnitCount && stands(word, at: start) {
                return true
            }
        }
        return false
    }

    func ends(in word: StaticString) -> Bool {
        count >= word.utf8CodeUnitCount && stands(word, at: count - word.utf8CodeUnitCount)
    }

    /// The position behind the first place where `word` stands.
    func end(of word: StaticString) -> Int? {
        let length = word.utf8CodeUnitCount
        guard count >= length else { return nil }
        for start in 0...(count - length) where stands(word, at: start) { return start + length }
        return nil
    }

    func begins(withWord word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        return count >= length && stands(word, at: 0)
            && (count == length || !isLetter(self[length]))
    }

    /// Whether `word` stands in it with no letter before or behind.
    func holds(word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard count >= length else { return false }
        return (0...(count - length)).contains { start in
            (start == 0 || !isLetter(self[start - 1]))
                && (start + length == count || !isLetter(self[start + length]))
                && stands(word, at: start)
        }
    }

    private func stands(_ word: StaticString, at start: Int) -> Bool {
        // Most places differ in the first letter.
        word.withUTF8Buffer { letters in
            for index in letters.indices where self[start + index] | 0x20 != letters[index] | 0x20 {
                return false
            }
            return true
        }
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }
}

extension [UInt8] {
    /// Appends in one copy; appending byte by byte costs a check of the capacity each.
    mutating func append(_ bytes: Span<UInt8>) {
        // `append(contentsOf:)` copies before it returns, so the pointer does not outlive the closure.
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}
