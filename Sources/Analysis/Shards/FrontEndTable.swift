internal import RunModel
internal import Statistics

/// The front ends of a run side by side, and which of them answers unlike the others.
package struct FrontEndTable: Codable, Sendable, Equatable {
    /// By their indices, which are those of the record's column `target`.
    package var frontEnds: [FrontEndNumbers]

    /// Nil of a run that asked one address.
    init?(_ record: JudgedRecord) {
        let plan = record.manifest.plan
        guard plan.target.frontEnds > 1, plan.against == nil, plan.limits == nil else { return nil }
        let comparison = GroupComparison(record) { $0.target }
        frontEnds = plan.target.baseURLs.enumerated().map { index, url in
            FrontEndNumbers(index, RunPlan.withoutSecrets(url: url), comparison)
        }
    }
}

/// One front end, and its time to first token beside that of the others. Times are in milliseconds.
package struct FrontEndNumbers: Codable, Sendable, Equatable {
    /// As in the column `target`, counted from 0.
    package var target: Int
    package var endpoint: String
    package var requests: Int
    package var failures: Int
    package var medianTimeToFirstToken: Double?
    /// The 99th percentile; absent where there are too few requests for one.
    package var p99TimeToFirstToken: Double?
    /// As of a shard: by how much the median of its rounds lies above that of the others in the same rounds.
    package var difference: Double?
    package var differenceLow: Double?
    package var differenceHigh: Double?
    package var differs = false

    fileprivate init(_ index: Int, _ endpoint: String, _ comparison: GroupComparison) {
        target = index
        self.endpoint = endpoint
        requests = comparison.count(index)
        failures = comparison.failures(index)
        medianTimeToFirstToken = comparison.quantile(0.5, of: index)
        p99TimeToFirstToken = comparison.quantile(0.99, of: index)
        guard let found = comparison.difference(of: index) else { return }
        difference = found.mean
        differenceLow = found.low
        differenceHigh = found.high
        differs = comparison.isDifference(found)
    }
}
