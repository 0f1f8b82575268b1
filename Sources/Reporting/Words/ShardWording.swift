package import Analysis
internal import RunModel

/// What is said of the shards of a merged run.
package enum ShardWording {
    /// `shard 7 on c7 sees 3.01 ms more TTFT than the others (2.80 to 3.22 ms)`, a sentence each, the largest first.
    package static func differences(_ table: ShardTable) -> [String] {
        // Of two, each is the other's others.
        let found = table.shards
            .filter { $0.differs && (table.shards.count > 2 || $0.difference ?? 0 > 0) }
            .sorted { $0.size > $1.size }
        return found.compactMap { shard in
            guard let value = shard.difference, let low = shard.differenceLow,
                let high = shard.differenceHigh
            else { return nil }
            let ends = value < 0 ? (-high, -low) : (low, high)
            return "shard \(shard.shard) on \(shard.host) sees \(milliseconds(abs(value))) "
                + "\(value < 0 ? "less" : "more") TTFT than the others "
                + "(\(milliseconds(ends.0)) to \(milliseconds(ends.1)))"
        }
    }

    /// `8 of 8, start within 0.21 ms, clocks known to 0.03 ms`.
    static func line(_ table: ShardTable) -> String {
        let all = table.shards.count + table.missing.count
        let late = table.shards.compactMap(\.late).max()
        let bound = table.shards.compactMap(\.clockBound).max()
        return ["\(table.shards.count) of \(all)"]
            .appending(late.map { "one was ready \(milliseconds($0)) late" })
            .appending(bound.map { "clocks known to \(milliseconds($0))" })
            .joined(separator: ", ")
    }

    static func signed(_ value: Double) -> String {
        (value < 0 ? "−" : "+") + milliseconds(abs(value))
    }

    private static func milliseconds(_ value: Double) -> String {
        QuantityFormat.quantity(value, .milliseconds)
    }
}

extension [String] {
    fileprivate func appending(_ text: String?) -> [String] { text.map { self + [$0] } ?? self }
}
