/// Where a value's count stands in a histogram of a record (lowest value 1, three digits): 2,048
/// counts for the values 0 to 2,047, then 1,024 for each doubling. The histogram's own package keeps
/// this to itself.
enum HistogramLayout {
    private static let halfMagnitude = 10
    private static let half = 1 << halfMagnitude

    /// Indices of values that fit a signed 64-bit number, as HdrHistogram's do.
    static let indices = index(of: UInt64(Int64.max)) + 1

    static func index(of value: UInt64) -> Int {
        let bucket = max(0, 64 - value.leadingZeroBitCount - halfMagnitude - 1)
        return bucket * half + Int(value >> UInt64(bucket))
    }

    /// The lowest value that is counted at `index`.
    static func lowestValue(at index: Int) -> UInt64 {
        let bucket = max(0, index / half - 1)
        return UInt64(index - bucket * half) << UInt64(bucket)
    }

    /// The highest value that is counted at `index`.
    static func highestValue(at index: Int) -> UInt64 {
        lowestValue(at: index) + (1 << UInt64(max(0, index / half - 1))) - 1
    }
}

/// Signed numbers in ZigZag LEB128 of at most 9 bytes: seven bits a byte, the ninth holding eight.
enum LEB128 {
    static func append(_ number: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: (number << 1) ^ (number >> 63))
        for _ in 0..<8 {
            if rest < 0x80 {
                bytes.append(UInt8(rest))
                return
            }
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// The number at `position`, which moves behind it; nil where the bytes end too early.
    static func next(of bytes: [UInt8], at position: inout Int) -> Int64? {
        var value: UInt64 = 0
        for byteIndex in 0..<9 {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            let isLast = byteIndex == 8 || byte < 0x80
            value |= UInt64(byteIndex == 8 ? byte : byte & 0x7F) << UInt64(7 * byteIndex)
            if isLast { break }
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
