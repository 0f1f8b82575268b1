/// Bytes of CSV rows under construction, reused from write to write so that a row allocates nothing.
struct RowBuffer {
    /// Its first `count` bytes are the rows.
    private(set) var storage: [UInt8]
    private(set) var count = 0

    init(capacity: Int = 1 << 18) {
        storage = [UInt8](repeating: 0, count: capacity)
    }

    mutating func removeAll() { count = 0 }

    mutating func append(_ byte: UInt8) {
        makeRoom(for: 1)
        storage[count] = byte
        count += 1
    }

    mutating func append(_ bytes: Span<UInt8>) {
        makeRoom(for: bytes.count)
        for index in bytes.indices { storage[count + index] = bytes[index] }
        count += bytes.count
    }

    mutating func append(_ text: String) {
        for byte in text.utf8 { append(byte) }
    }

    /// Writes `value` in decimal and then `end`, the separator or line feed that follows every cell.
    mutating func append(_ value: Int64, end: UInt8) {
        makeRoom(for: 21)
        var rest = value.magnitude
        let digits = Self.digitCount(rest)
        let start = count + (value < 0 ? 1 : 0)
        count = start + digits + 1
        var span = storage.mutableSpan
        if value < 0 { span[start - 1] = UInt8(ascii: "-") }
        span[start + digits] = end
        // Two digits a step: the two remainders do not wait for each other.
        var index = start + digits
        while rest >= 10 {
            let quotient = rest / 100
            let pair = UInt8(truncatingIfNeeded: rest &- quotient &* 100)
            index &-= 2
            span[index] = UInt8(ascii: "0") &+ pair / 10
            span[index + 1] = UInt8(ascii: "0") &+ pair % 10
            rest = quotient
        }
        if index > start { span[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest) }
    }

    /// Writes `value` in decimal.
    mutating func append(decimal value: Int64) {
        append(value, end: UInt8(ascii: ","))
        count -= 1
    }

    /// Writes `nanoseconds` as milliseconds with three decimals, truncated: `203.417`.
    mutating func append(milliseconds nanoseconds: Int64) {
        let micro = nanoseconds / 1000
        if micro < 0 { append(UInt8(ascii: "-")) }
        append(Int64(micro.magnitude / 1000), end: UInt8(ascii: "."))
        let decimals = micro.magnitude % 1000
        for digit in [decimals / 100, decimals / 10 % 10, decimals % 10] {
            append(UInt8(ascii: "0") + UInt8(digit))
        }
    }

    private static func digitCount(_ value: UInt64) -> Int {
        var rest = value
        var digits = 1
        while rest >= 10_000 {
            rest /= 10_000
            digits += 4
        }
        return digits + (rest >= 1000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
    }

    private mutating func makeRoom(for bytes: Int) {
        guard count + bytes > storage.count else { return }
        storage.append(contentsOf: repeatElement(0, count: max(storage.count, bytes)))
    }
}
