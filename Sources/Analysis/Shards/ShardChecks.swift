internal import RunModel

/// Whether what several machines measured can stand as one run.
struct ShardChecks {
    let record: JudgedRecord

    /// A missing part of the load is missing from every rate; up to this share nobody would notice.
    private static let mostMissing = 0.02
    /// Instants of different shards are compared in rates and in streams over time: beyond this, or a hundredth of a
    /// round, that shows.
    private static let leastBound = 0.005

    /// None of a record of one process.
    func checks() -> [ValidityCheck] {
        guard let shards = record.manifest.shards, let count = shards.first?.shard.count else {
            return []
        }
        let missing = Double(count - shards.count) / Double(count)
        return [
            .over(.shards, missing, care: 0, limit: Self.mostMissing, .share), clocks(shards),
            difference(),
        ].compactMap { $0 }
    }

    /// Nil where the clocks were not compared, which a notice tells.
    private func clocks(_ shards: [ShardPart]) -> ValidityCheck? {
        guard let worst = shards.compactMap(\.alignmentBoundNanoseconds).max() else {
            return nil
        }
        let round = record.window.seconds / Double(max(1, record.manifest.plan.load.rounds))
        return .over(
            .shardClocks, Double(worst) / 1e9, care: max(Self.leastBound, round / 100), limit: nil,
            .seconds)
    }

    private func difference() -> ValidityCheck? {
        guard let table = ShardTable(record) else { return nil }
        guard
            let most = table.shards.filter(\.differs)
                .max(by: { ($0.size, $0.difference ?? 0) < ($1.size, $1.difference ?? 0) })
        else { return .over(.shardDifference, 0, care: 0, limit: nil, .milliseconds) }
        return ValidityCheck(
            kind: .shardDifference, verdict: .withCare, value: most.difference ?? 0, careLimit: 0,
            unit: .milliseconds, metric: MetricName(.timeToFirstToken))
    }
}

extension ShardNumbers {
    /// How much it differs, whichever way.
    package var size: Double { abs(difference ?? 0) }
}

extension ShardPart {
    /// The share of its time that the average worker of this shard computed.
    package var clientLoad: Double? {
        guard let seconds, seconds > 0, client.workers > 0 else { return nil }
        return client.workerCPUSeconds / seconds / Double(client.workers)
    }
}
