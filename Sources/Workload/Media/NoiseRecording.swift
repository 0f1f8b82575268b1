internal import RunModel
internal import Statistics

/// A WAV file of quiet noise: one channel of 16 bits, 16,000 samples a second, which recognisers of speech take.
enum NoiseRecording {
    private static let samplesPerSecond = 16_000
    private static let headBytes = 44

    private static func samples(_ length: Duration) -> Int {
        max(1, Int((length / .seconds(1) * Double(samplesPerSecond)).rounded()))
    }

    static func byteCount(_ length: Duration) -> Int { headBytes + 2 * samples(length) }

    static func wav(_ length: Duration, using generator: inout SeededGenerator) -> [UInt8] {
        let count = samples(length)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount(length))
        func little(_ value: Int, _ width: Int) -> [UInt8] {
            (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        bytes += Array("RIFF".utf8) + little(byteCount(length) - 8, 4) + Array("WAVEfmt ".utf8)
        bytes += little(16, 4) + little(1, 2) + little(1, 2) + little(samplesPerSecond, 4)
        bytes += little(samplesPerSecond * 2, 4) + little(2, 2) + little(16, 2)
        bytes += Array("data".utf8) + little(2 * count, 4)
        for _ in 0..<count {
            let sample = Int16(truncatingIfNeeded: generator.next()) >> 4
            bytes.append(UInt8(truncatingIfNeeded: sample))
            bytes.append(UInt8(truncatingIfNeeded: sample >> 8))
        }
        return bytes
    }
}
