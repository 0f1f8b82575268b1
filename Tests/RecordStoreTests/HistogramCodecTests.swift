import Foundation
import Histogram
import RunModel
import Testing

@testable import RecordStore

@Suite struct HistogramCodecTests {
    private func histogram(_ values: [(value: UInt64, count: UInt64)]) -> LatencyHistogram {
        values.reduce(into: .latencies()) { $0.record($1.value, count: $1.count) }
    }

    @Test(arguments: HistogramVector.all)
    func `decodes what another implementation encoded`(vector: HistogramVector) throws {
        let payload = try #require(Data(base64Encoded: vector.payload))
        #expect(try HistogramCodec.decode(Array(payload)) == histogram(vector.values))
    }

    @Test(arguments: HistogramVector.all)
    func `encodes the same counts as another implementation`(vector: HistogramVector) throws {
        let theirs = try #require(Data(base64Encoded: vector.payload))
        let ours = HistogramCodec.encode(histogram(vector.values))
        // Compressors may differ; what they hold may not, but for the ratio, which the other writes
        // as 1.0 too.
        #expect(
            Deflate.decompress(Array(ours[8...]), limit: 1 << 20)
                == Deflate.decompress(Array(theirs[8...]), limit: 1 << 20))
    }

    @Test func `keeps an empty histogram and the largest values`() throws {
        for values in [[], [(UInt64(Int64.max), UInt64(1))]] as [[(value: UInt64, count: UInt64)]] {
            let histogram = histogram(values)
            #expect(try HistogramCodec.decode(HistogramCodec.encode(histogram)) == histogram)
        }
    }

    @Test func `refuses every damaged payload without a trap`() throws {
        let whole = HistogramCodec.encode(histogram(HistogramVector.manyValues.values))
        for length in 0..<whole.count {
            #expect(throws: HistogramCodec.Fault.self) {
                try HistogramCodec.decode(Array(whole[..<length]))
            }
        }
        // A flipped bit is found by the checksum of zlib or by the headers.
        for bit in 0..<(whole.count * 8) {
            var damaged = whole
            damaged[bit / 8] ^= 1 << (bit % 8)
            _ = try? HistogramCodec.decode(damaged)
        }
    }

    @Test(arguments: [
        // Too long a run of zeros, a count beyond the last index, more time than 64 bits hold, a
        // number that does not end.
        [UInt8](repeating: 0xFF, count: 9), [0xFF, 0xFF, 0x7F, 0x02],
        [0xFF, 0xC7, 0x06, 0x02, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x80],
        [0x80, 0x80, 0x80],
    ])
    func `refuses counts that no histogram holds`(counts: [UInt8]) {
        var payload =
            Deflate.decompress(
                Array(HistogramCodec.encode(histogram([]))[8...]), limit: 1 << 20) ?? []
        payload[7] = UInt8(counts.count)
        let packed = Deflate.compress(payload + counts)
        let encoded: [UInt8] = [0x1c, 0x84, 0x93, 0x14, 0, 0, 0, UInt8(packed.count)] + packed
        #expect(throws: HistogramCodec.Fault.counts) { try HistogramCodec.decode(encoded) }
    }

    @Test func `places values as the histogram does`() {
        let empty = LatencyHistogram.latencies()
        for magnitude in 0..<63 {
            for offset in -2...2 {
                let value = UInt64(clamping: (Int64(1) << Int64(magnitude)) + Int64(offset))
                let index = HistogramLayout.index(of: value)
                #expect(
                    HistogramLayout.lowestValue(at: index)
                        == empty.lowestEquivalentForValue(value))
                #expect(HistogramLayout.index(of: HistogramLayout.lowestValue(at: index)) == index)
            }
        }
    }

    @Test(
        arguments: [0, 1, -1, 63, 64, -64, -65, .max, .min, 1 << 55, 1 << 56, -(1 << 56)] as [Int64]
    )
    func `writes numbers in at most nine bytes`(number: Int64) {
        var bytes: [UInt8] = []
        LEB128.append(number, to: &bytes)
        #expect(bytes.count <= 9)
        var position = 0
        #expect(LEB128.next(of: bytes, at: &position) == number)
        #expect(position == bytes.count)
    }
}
