/// What values a record can hold: no run comes near the ends, and numbers within them can be added up and
/// subtracted without a thought. What is written is brought within them; a row that lies beyond cannot be read.
enum RecordBounds {
    /// Events, tokens, bytes, numbers of requests. Nine million of the largest add up to 64 bits.
    static let counts: ClosedRange<Int64> = 0...1_000_000_000_000
    /// Rounds, workers, targets, attempts.
    static let places: ClosedRange<Int64> = 0...1_000_000
    /// What servers state of their limits: those that have none state the largest number there is.
    static let limits: ClosedRange<Int64> = 0...Int64.max
    /// A year, in nanoseconds.
    static let spans: ClosedRange<Int64> = -31_536_000_000_000_000...31_536_000_000_000_000
    /// Nanoseconds since a run's origin.
    static let instants: ClosedRange<Int64> = -63_072_000_000_000_000...63_072_000_000_000_000
    /// What the columns of chunks.csv hold beside those.
    static let chunkCounts: ClosedRange<Int64> = 0...Int64(Int32.max) - 1
    /// A machine's clock, in nanoseconds since it started, and since 1970.
    static let monotonic: ClosedRange<Int64> = 0...1_000_000_000_000_000_000
    static let realtime: ClosedRange<Int64> = 0...4_000_000_000_000_000_000
}

extension ClosedRange<Int64> {
    func clamp(_ value: Int64) -> Int64 { Swift.min(Swift.max(value, lowerBound), upperBound) }
}
