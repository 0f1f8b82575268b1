internal import RunModel

/// Streams by their time to first token, from the whole request's receipt to the write of the first output: what
/// `/metrics` has as a histogram.
package struct FirstTokenCounts: Sendable, Equatable {
    /// Upper bounds of the buckets, in seconds.
    static let bounds = [
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]

    /// By bucket, the last being those beyond all bounds.
    private(set) var buckets = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var sumNanoseconds: Int64 = 0

    package init() {}

    var count: Int { buckets.reduce(0, +) }

    mutating func count(_ time: Duration) {
        let seconds = time.seconds
        buckets[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sumNanoseconds += time.nanoseconds
    }

    mutating func add(_ other: FirstTokenCounts) {
        for index in buckets.indices { buckets[index] += other.buckets[index] }
        sumNanoseconds += other.sumNanoseconds
    }
}
