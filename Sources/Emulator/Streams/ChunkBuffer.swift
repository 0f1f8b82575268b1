internal import NIOCore
internal import RunModel

/// The bytes of one write: events, their HTTP chunk framing, and gaps left for the time of sending.
///
/// Everything but the time is in place before the clock is read, so that between the clock and the
/// system call stand only some 20 digits. One buffer serves all streams of a thread in turn: it is
/// allocated anew only when a socket kept the old one.
struct ChunkBuffer {
    /// How the end of the body is told.
    enum Framing {
        /// RFC 9112, section 7.1.
        case chunked
        /// By closing: what HTTP/1.0 understands.
        case untilClose
    }

    private(set) var bytes: ByteBuffer
    private var stamps: [Int] = []
    /// Room for the size line in front: eight hexadecimal digits, CR, LF.
    private static let reserved = 10
    /// Enough for every nanosecond count below 2^63.
    private static let stampDigits = 19

    init(allocator: ByteBufferAllocator) {
        bytes = allocator.buffer(capacity: 1024)
    }

    mutating func begin() {
        bytes.clear()
        stamps.removeAll(keepingCapacity: true)
        bytes.writeRepeatingByte(0, count: Self.reserved)
        bytes.moveReaderIndex(to: Self.reserved)
    }

    mutating func append(_ more: [UInt8]) {
        bytes.writeBytes(more)
    }

    mutating func append(_ text: String) {
        bytes.writeString(text)
    }

    mutating func append(_ text: StaticString) {
        bytes.writeStaticString(text)
    }

    mutating func append(_ more: StampedBytes) {
        stamps += more.stamps.map { bytes.writerIndex + $0 }
        bytes.writeImmutableBuffer(more.bytes)
    }

    mutating func append(_ words: Int, exactly size: Int?, of vocabulary: inout Vocabulary) {
        vocabulary.append(words, exactly: size, to: &bytes)
    }

    /// Where the next byte goes.
    var position: Int { bytes.writerIndex }

    /// What was appended from `start` on.
    func appended(since start: Int) -> ByteBufferView {
        ByteBufferView(bytes.getSlice(at: start, length: position - start) ?? ByteBuffer())
    }

    /// Leaves room for the instant that `stamp` fills in.
    mutating func appendStamp() {
        stamps.append(bytes.writerIndex)
        bytes.writeRepeatingByte(UInt8(ascii: "0"), count: Self.stampDigits)
    }

    /// What was appended since `begin`; only before `seal`.
    var content: StampedBytes {
        StampedBytes(bytes: bytes, stamps: stamps.map { $0 - Self.reserved })
    }

    /// Ends the write: puts the chunk's size in front of it, and the body's end behind the last one.
    mutating func seal(_ framing: Framing, isLast: Bool = false) {
        guard framing == .chunked else { return }
        var size = bytes.readableBytes
        if size > 0 {
            var index = Self.reserved
            bytes.setInteger(UInt16(0x0D0A), at: index - 2)
            index -= 2
            repeat {
                index -= 1
                let digit = UInt8(size & 15)
                let base = digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10
                bytes.setInteger(base + digit, at: index)
                size >>= 4
            } while size > 0
            bytes.moveReaderIndex(to: index)
            bytes.writeInteger(UInt16(0x0D0A))
        }
        if isLast { bytes.writeStaticString("0\r\n\r\n") }
    }

    /// Writes `instant` into every gap. The last thing before the system call.
    mutating func stamp(_ instant: MonotonicInstant) {
        guard !stamps.isEmpty else { return }
        var rest = UInt64(bitPattern: instant.nanoseconds)
        let low = Self.digits(&rest, 8)
        let middle = Self.digits(&rest, 8)
        let high = Self.digits(&rest, 3)
        for offset in stamps {
            bytes.setInteger(UInt8(truncatingIfNeeded: high >> 16), at: offset)
            bytes.setInteger(UInt16(truncatingIfNeeded: high), at: offset + 1)
            bytes.setInteger(middle, at: offset + 3)
            bytes.setInteger(low, at: offset + 11)
        }
    }

    /// The last `count` decimal digits of `rest` in ASCII, packed as they stand in memory, big-endian.
    private static func digits(_ rest: inout UInt64, _ count: Int) -> UInt64 {
        var packed: UInt64 = 0
        for position in 0..<count {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            packed |= (0x30 + digit) << UInt64(8 * position)
            rest = quotient
        }
        return packed
    }
}
