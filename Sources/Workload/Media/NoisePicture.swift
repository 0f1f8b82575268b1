internal import Statistics

/// A grey PNG (W3C, third edition) of noise, which no codec makes smaller and no cache knows: a byte a pixel, in stored
/// blocks (RFC 1951, section 3.2.4).
enum NoisePicture {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// Of a stored block.
    private static let mostInBlock = 0xFFFF

    static func byteCount(width: Int, height: Int) -> Int {
        let raw = (width + 1) * height
        let blocks = (raw + mostInBlock - 1) / mostInBlock
        return signature.count + 25 + 12 + 2 + raw + blocks * 5 + 4 + 12
    }

    static func png(width: Int, height: Int, using generator: inout SeededGenerator) -> [UInt8] {
        let raw = noise(width: width, height: height, using: &generator)
        var bytes = signature
        bytes.reserveCapacity(byteCount(width: width, height: height))
        // Eight bits of grey, not interlaced.
        append("IHDR", bigEndian(width) + bigEndian(height) + [8, 0, 0, 0, 0], to: &bytes)
        append("IDAT", stored(raw), to: &bytes)
        append("IEND", [], to: &bytes)
        return bytes
    }

    /// Rows of pixels, each after the byte that says it is not filtered.
    private static func noise(
        width: Int, height: Int, using generator: inout SeededGenerator
    ) -> [UInt8] {
        var raw: [UInt8] = []
        raw.reserveCapacity((width + 1) * height + 8)
        for _ in 0..<height {
            raw.append(0)
            let end = raw.count + width
            while raw.count < end {
                withUnsafeBytes(of: generator.next()) { raw.append(contentsOf: $0) }
            }
            raw.removeLast(raw.count - end)
        }
        return raw
    }

    private static func stored(_ raw: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        stream.reserveCapacity(raw.count + raw.count / mostInBlock * 5 + 16)
        var start = 0
        repeat {
            let count = min(mostInBlock, raw.count - start)
            let isLast = start + count == raw.count
            let length = UInt16(count)
            stream += [
                isLast ? 1 : 0, UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF),
                UInt8(~length >> 8),
            ]
            stream += raw[start..<start + count]
            start += count
        } while start < raw.count
        return stream + bigEndian(Int(adler(raw)))
    }

    private static func append(_ name: StaticString, _ data: [UInt8], to bytes: inout [UInt8]) {
        bytes += bigEndian(data.count)
        let start = bytes.count
        bytes += Array("\(name)".utf8)
        bytes += data
        bytes += bigEndian(Int(checksum(bytes[start...])))
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// Adler-32 (RFC 1950, section 9).
    private static func adler(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }

    /// CRC-32 as PNG has it (annex D).
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8) }
        return ~value
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
        }
    }
}
