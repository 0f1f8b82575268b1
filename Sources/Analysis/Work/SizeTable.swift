internal import RunModel
internal import Statistics

/// Time to first token by the size of the request, of a run whose requests bring pictures, sound or a file. Sizes are in
/// bytes, times in milliseconds.
package struct SizeTable: Codable, Sendable, Equatable {
    /// Requests of about one size.
    package struct Row: Codable, Sendable, Equatable {
        package var requests: Int
        /// Of whole bodies, media written as text.
        package var leastBytes: Int
        package var mostBytes: Int
        package var meanMediaBytes: Double
        package var medianTimeToFirstToken: Double?
        /// From *sent* to the last byte of the request being handed to the kernel; absent where that is not known.
        package var medianUpload: Double?
    }

    package var rows: [Row]
    /// Milliseconds of TTFT a million bytes of the request, by the regression on the size, with the interval of 95 % from its
    /// rounds; absent where sizes hardly differ, or there are fewer than three rounds.
    package var slope: Double?
    package var slopeLow: Double?
    package var slopeHigh: Double?

    private static let mostRows = 5
    private static let leastRequests = 20
    /// Below it, sizes are one size: the largest over the smallest.
    private static let leastSpread = 1.25

    /// Nil where no request brought anything.
    init?(_ record: JudgedRecord) {
        let pool = record.measured
            .filter { $0.bytes.media != nil && $0.outcome.isSuccess && $0.mode == .streaming }
            .sorted { $0.bytes.request < $1.bytes.request }
        guard let least = pool.first?.bytes.request, let most = pool.last?.bytes.request,
            least > 0
        else { return nil }
        let isSpread = Double(most) >= Double(least) * Self.leastSpread
        let count = isSpread ? max(1, min(Self.mostRows, pool.count / Self.leastRequests)) : 1
        rows = (0..<count).map { part in
            Self.row(Array(pool[(pool.count * part / count)..<(pool.count * (part + 1) / count)]))
        }
        guard isSpread else { return }
        let rounds = Dictionary(grouping: pool, by: \.round).sorted { $0.key < $1.key }
        let slopes = rounds.compactMap { Self.slope($0.value) }
        guard slopes.count >= 3, let interval = MeanInterval(slopes) else { return }
        slope = interval.mean
        slopeLow = interval.low
        slopeHigh = interval.high
    }

    private static func row(_ requests: [RequestRecord]) -> Row {
        let media = requests.compactMap(\.bytes.media).reduce(0, +)
        return Row(
            requests: requests.count, leastBytes: requests.first?.bytes.request ?? 0,
            mostBytes: requests.last?.bytes.request ?? 0,
            meanMediaBytes: Double(media) / Double(max(1, requests.count)),
            medianTimeToFirstToken: SortedSample(
                requests.compactMap { $0.timeToFirstToken?.milliseconds }
            ).median,
            medianUpload: SortedSample(requests.compactMap { $0.uploadTime?.milliseconds }).median)
    }

    /// Least squares of TTFT on millions of bytes; nil where all have one size.
    private static func slope(_ requests: [RequestRecord]) -> Double? {
        let points = requests.compactMap { request in
            request.timeToFirstToken.map { (Double(request.bytes.request) / 1e6, $0.milliseconds) }
        }
        guard points.count >= 5 else { return nil }
        let count = Double(points.count)
        let x = points.reduce(0) { $0 + $1.0 } / count
        let y = points.reduce(0) { $0 + $1.1 } / count
        let spread = points.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
        guard spread > 0 else { return nil }
        return points.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) } / spread
    }
}
