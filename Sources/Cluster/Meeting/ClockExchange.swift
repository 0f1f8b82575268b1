internal import NIOCore
internal import RunModel

/// Asks the first shard for its clock, again and again, and keeps the answer that took the shortest way.
struct ClockExchange {
    static let count = 32

    private static let latest: Int64 = 1 << 61
    private var best: (offset: Int64, way: Int64)?
    private var exchanges = 0

    /// An answer: what its clock was between the two moments on ours, in nanoseconds.
    mutating func add(sent: Int64, clock: Int64, came: Int64) {
        // No machine has run for a century; who answers is not known yet.
        guard (0...Self.latest).contains(clock) else { return }
        exchanges += 1
        let way = max(0, came - sent)
        guard way < best?.way ?? .max else { return }
        best = (clock - (sent + way / 2), way)
    }

    /// Nil before the first.
    var offset: ClockOffset? {
        best.map {
            ClockOffset(
                offsetNanoseconds: $0.offset, boundNanoseconds: ($0.way + 1) / 2,
                exchanges: exchanges)
        }
    }
}
