internal import Histogram
internal import RunModel

/// The V2 compressed payload of HdrHistogram, as its Java original defines it
/// (HdrHistogram/HdrHistogram, AbstractHistogram.encodeIntoCompressedByteBuffer):
///
///     0x1c849314  bytes of the zlib stream  zlib stream of:
///         0x1c849313  bytes of counts  normalizing index offset  significant digits
///         lowest discernible value (8)  highest trackable value (8)  conversion ratio (double)
///         counts from index 0 to that of the maximum; a negative number stands for so many zeros
///
/// all big-endian; counts are ZigZag LEB128 of at most 9 bytes, the ninth holding 8 bits.
enum HistogramCodec {
    private static let compressedCookie: UInt32 = 0x1c84_9304 | 0x10
    private static let payloadCookie: UInt32 = 0x1c84_9303 | 0x10
    private static let headerBytes = 40
    /// All counts of a histogram up to the largest value, 9 bytes each, and more.
    private static let payloadLimit = 1 << 20

    /// Why bytes are not a histogram of a record.
    enum Fault: Error, Equatable {
        case notCompressedV2
        case notZlib
        case notV2
        case otherLayout
        case counts
    }

    static func encode(_ histogram: LatencyHistogram) -> [UInt8] {
        packed(payload(encodeCounts(of: histogram), layout: histogram))
    }

    /// What is packed: the head and the encoded `counts`.
    static func payload(_ counts: [UInt8], layout histogram: LatencyHistogram) -> [UInt8] {
        var payload: [UInt8] = []
        payload.reserveCapacity(headerBytes + counts.count)
        append(payloadCookie, to: &payload)
        append(UInt32(counts.count), to: &payload)
        append(UInt32(0), to: &payload)
        append(UInt32(histogram.numberOfSignificantValueDigits.rawValue), to: &payload)
        append(histogram.lowestDiscernibleValue, to: &payload)
        append(histogram.highestTrackableValue, to: &payload)
        append(Double(1).bitPattern, to: &payload)
        return payload + counts
    }

    static func packed(_ payload: [UInt8]) -> [UInt8] {
        let stream = Deflate.compress(payload)
        var encoded: [UInt8] = []
        append(compressedCookie, to: &encoded)
        append(UInt32(stream.count), to: &encoded)
        return encoded + stream
    }

    /// A histogram that is alone in its file.
    static func decode(_ encoded: [UInt8]) throws(Fault) -> LatencyHistogram {
        var totals = Totals()
        return try decode(encoded, &totals)
    }

    /// What the histograms of one file hold together.
    ///
    /// The histogram's iterators add up values times counts, and so does whoever merges; both trap beyond 64
    /// bits: 584 years of waiting, which only a damaged file holds.
    struct Totals {
        private var product: UInt64 = 0
        private var count: UInt64 = 0

        /// False where it is too much, which is not added then.
        mutating func add(_ value: UInt64, times number: UInt64) -> Bool {
            let (part, isLarge) = value.multipliedReportingOverflow(by: number)
            let (sum, isTooLarge) = product.addingReportingOverflow(part)
            let (counted, isTooMany) = count.addingReportingOverflow(number)
            guard !isLarge, !isTooLarge, !isTooMany, counted <= 1_000_000_000_000_000 else {
                return false
            }
            product = sum
            count = counted
            return true
        }
    }

    /// Adds to the `totals` of its file what it holds; where it cannot be decoded they may be too large.
    static func decode(
        _ encoded: [UInt8], _ totals: inout Totals
    ) throws(Fault) -> LatencyHistogram {
        guard encoded.count >= 8, integer(encoded, at: 0, bytes: 4) == UInt64(compressedCookie),
            integer(encoded, at: 4, bytes: 4) == UInt64(encoded.count - 8)
        else { throw .notCompressedV2 }
        guard let payload = Deflate.decompress(Array(encoded[8...]), limit: payloadLimit)
        else { throw .notZlib }
        guard payload.count >= headerBytes,
            integer(payload, at: 0, bytes: 4) == UInt64(payloadCookie),
            integer(payload, at: 4, bytes: 4) == UInt64(payload.count - headerBytes),
            integer(payload, at: 8, bytes: 4) == 0
        else { throw .notV2 }
        var histogram = LatencyHistogram.latencies()
        let digits = UInt64(histogram.numberOfSignificantValueDigits.rawValue)
        guard integer(payload, at: 12, bytes: 4) == digits,
            integer(payload, at: 16, bytes: 8) == histogram.lowestDiscernibleValue
        else { throw .otherLayout }
        try decodeCounts(payload, into: &histogram, &totals)
        return histogram
    }

    private static func encodeCounts(of histogram: LatencyHistogram) -> [UInt8] {
        var counts: [UInt8] = []
        var next = 0
        for recorded in histogram.recordedValues() {
            let index = HistogramLayout.index(of: recorded.value)
            if index > next { LEB128.append(-Int64(index - next), to: &counts) }
            LEB128.append(Int64(clamping: recorded.count), to: &counts)
            next = index + 1
        }
        return counts
    }

    private static func decodeCounts(
        _ payload: [UInt8], into histogram: inout LatencyHistogram, _ totals: inout Totals
    ) throws(Fault) {
        var position = headerBytes
        var index = 0
        while position < payload.count {
            guard let number = LEB128.next(of: payload, at: &position), number > -(1 << 20)
            else { throw .counts }
            if number <= 0 {
                // A zero count may be written as such.
                index += number == 0 ? 1 : Int(-number)
                continue
            }
            guard index < HistogramLayout.indices else { throw .counts }
            let isPlausible = totals.add(
                HistogramLayout.highestValue(at: index), times: UInt64(number))
            guard isPlausible else { throw .counts }
            histogram.record(HistogramLayout.lowestValue(at: index), count: UInt64(number))
            index += 1
        }
    }

    private static func append<Number: FixedWidthInteger>(
        _ number: Number, to bytes: inout [UInt8]
    ) {
        for shift in stride(from: Number.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// The big-endian number of `count` bytes at `start`.
    private static func integer(_ bytes: [UInt8], at start: Int, bytes count: Int) -> UInt64 {
        bytes[start..<(start + count)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
