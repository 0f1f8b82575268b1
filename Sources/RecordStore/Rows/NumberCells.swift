/// Reads decimal cells of a row one after the other.
struct NumberCells {
    /// The first byte not read.
    var position = 0
    /// Whether the cell read last was the line's last.
    private(set) var isAtLineEnd = false

    /// A cell that may be empty.
    struct Optional {
        var number: Int64?
    }

    /// The next cell, which may be empty or missing; nil where it is something else than a number.
    mutating func numberOrNothing(in line: Span<UInt8>) -> Optional? {
        guard position < line.count else { return Optional() }
        if line[position] == UInt8(ascii: ",") {
            position += 1
            return Optional()
        }
        return number(in: line).map { Optional(number: $0) }
    }

    /// The next cell; nil where it is empty, not a whole number, or beyond 64 bits.
    mutating func number(in line: Span<UInt8>) -> Int64? {
        var index = position
        let isNegative = index < line.count && line[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        let first = index
        var value: Int64 = 0
        while index < line.count {
            let digit = line[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ Int64(digit)
            index += 1
        }
        guard index > first, index - first <= 19 else { return nil }
        // Nineteen digits may be too many: a number that wrapped around is below what its first 18 are.
        if index - first == 19, value < 1_000_000_000_000_000_000 { return nil }
        isAtLineEnd = index == line.count
        guard isAtLineEnd || line[index] == UInt8(ascii: ",") else { return nil }
        position = index + 1
        return isNegative ? -value : value
    }
}

extension String {
    /// The text of UTF-8 `bytes`, with what is not UTF-8 repaired.
    init(copying bytes: Span<UInt8>) {
        self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
