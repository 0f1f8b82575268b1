internal import RunModel
internal import Statistics

/// Times to first token of groups of requests, such as those of a shard or of a front end, by round: requests of one moment are
/// alike, so that a round is one observation.
struct GroupComparison {
    private var byGroup: [Int: [(round: Int, milliseconds: Double)]] = [:]
    private var counts: [Int: (requests: Int, failures: Int)] = [:]
    /// Fewer in a round have no median to speak of, and fewer rounds no interval.
    private static let leastInRound = 5
    private static let leastRounds = 3
    private static let confidence = 0.99

    /// `group` is the number of a request's group.
    init(_ record: JudgedRecord, by group: (RequestRecord) -> Int) {
        for request in record.measured {
            let group = group(request)
            counts[group, default: (0, 0)].requests += 1
            if request.outcome.isFailure { counts[group, default: (0, 0)].failures += 1 }
            guard request.mode == .streaming, request.outcome.isSuccess,
                let first = request.timeToFirstToken
            else { continue }
            byGroup[group, default: []].append((request.round, first.milliseconds))
        }
    }

    func count(_ group: Int) -> Int { counts[group]?.requests ?? 0 }
    func failures(_ group: Int) -> Int { counts[group]?.failures ?? 0 }

    func median(of group: Int) -> Double? {
        Self.median(byGroup[group, default: []].map(\.milliseconds))
    }

    var median: Double? { Self.median(byGroup.values.flatMap { $0.map(\.milliseconds) }) }

    /// Student's interval of the differences of the rounds; Bonferroni's bound holds for all groups together.
    func difference(of group: Int) -> MeanInterval? {
        let own = Dictionary(grouping: byGroup[group, default: []], by: \.round)
        let others = Dictionary(
            grouping: byGroup.filter { $0.key != group }.values.flatMap { $0 }, by: \.round)
        let differences = own.keys.sorted().compactMap { round -> Double? in
            let (left, right) = (own[round, default: []], others[round, default: []])
            guard left.count >= Self.leastInRound, right.count >= Self.leastInRound,
                let one = Self.median(left.map(\.milliseconds)),
                let rest = Self.median(right.map(\.milliseconds))
            else { return nil }
            return one - rest
        }
        guard differences.count >= Self.leastRounds else { return nil }
        return MeanInterval(
            differences, confidence: 1 - (1 - Self.confidence) / Double(byGroup.count))
    }

    /// Beyond nought, and more than half a millisecond and a fiftieth.
    func isDifference(_ found: MeanInterval) -> Bool {
        let least = max(0.5, (median ?? 0) / 50)
        return (found.low > 0 || found.high < 0) && abs(found.mean) > least
    }

    /// The percentile; nil below its sample floor.
    func quantile(_ q: Double, of group: Int) -> Double? {
        let values = SortedSample(byGroup[group, default: []].map(\.milliseconds))
        guard values.count >= QuantileRanks.sampleFloor(quantile: q) else { return nil }
        return values.quantile(q)
    }

    private static func median(_ values: [Double]) -> Double? {
        SortedSample(values).median
    }
}
