package import RunModel
internal import Statistics

/// The shards of a merged record side by side, and which of them saw something else than the others.
package struct ShardTable: Codable, Sendable, Equatable {
    package var shards: [ShardNumbers]
    /// Numbers of shards that are not there, counted from 1.
    package var missing: [Int]

    /// Nil of a record of one process.
    init?(_ record: JudgedRecord) {
        guard let parts = record.manifest.shards, let count = parts.first?.shard.count else {
            return nil
        }
        let present = Set(parts.map(\.shard.index))
        missing = (0..<count).filter { !present.contains($0) }.map { $0 + 1 }
        let group = record.manifest.plan.request.modes.requestsInGroup
        let comparison = GroupComparison(record) { $0.request / group % count }
        shards = parts.map { ShardNumbers($0, comparison) }
    }
}

/// One shard: who it was, and its time to first token beside that of the others. Times are in milliseconds.
package struct ShardNumbers: Codable, Sendable, Equatable {
    /// Counted from 1.
    package var shard: Int
    package var host: String
    package var endpoint: String
    package var ending: RunEnding
    package var requests: Int
    package var failures: Int
    /// How long after the agreed start it was ready; absent where it was in time or nothing was agreed.
    package var late: Double?
    /// The first shard's clock minus this one's, and what that may be wrong by until the shard's end; absent of the first.
    package var clockOffset: Double?
    package var clockBound: Double?
    /// The share of its time that the average worker computed.
    package var clientLoad: Double?
    package var medianTimeToFirstToken: Double?
    /// By how much the median of its rounds lies above that of the other shards in the same rounds, and the interval in
    /// which it lies so with all shards' intervals together right in 99 of 100 runs; absent with too few rounds.
    package var difference: Double?
    package var differenceLow: Double?
    package var differenceHigh: Double?
    /// Whether that is a difference: its interval is beyond nought, and it is more than half a millisecond and a fiftieth.
    package var differs = false

    fileprivate init(_ part: ShardPart, _ comparison: GroupComparison) {
        let index = part.shard.index
        shard = index + 1
        host = part.start.host
        endpoint = part.endpoint
        ending = part.ending
        requests = comparison.count(index)
        failures = comparison.failures(index)
        late = part.start.lateNanoseconds.map { Double($0) / 1e6 }
        if let clock = part.start.clock, clock.exchanges > 0 {
            clockOffset = Double(clock.offsetNanoseconds) / 1e6
            clockBound = part.alignmentBoundNanoseconds.map { Double($0) / 1e6 }
        }
        clientLoad = part.clientLoad
        medianTimeToFirstToken = comparison.median(of: index)
        guard let found = comparison.difference(of: index) else { return }
        difference = found.mean
        differenceLow = found.low
        differenceHigh = found.high
        differs = comparison.isDifference(found)
    }
}
