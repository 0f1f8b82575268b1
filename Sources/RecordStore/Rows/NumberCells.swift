/// Reads decimal cells of a row one after the other.
struct NumberCells {
    /// The first byte not read.
    var position = 0
    /// Whether the cell read last was the line's last.
    private(set) var isAtLineEnd = false

    /// The next cell; nil where it is empty, not a whole number, or beyond 18 digits.
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
        guard index > first, index - first <= 18 else { return nil }
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
