/// Values of which many are alike, such as token counts: each with how often it came, ascending.
package struct GroupedSample: Codable, Sendable, Equatable {
    package private(set) var values: [Double]
    package private(set) var counts: [Int]

    package init(_ sample: [Double]) {
        var found: [Double: Int] = [:]
        for value in sample { found[value, default: 0] += 1 }
        self.init(found)
    }

    /// - Throws: `DecodingError` unless values ascend and each came at least once.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        values = try container.decode([Double].self, forKey: .values)
        counts = try container.decode([Int].self, forKey: .counts)
        guard values.count == counts.count, values.allSatisfy(\.isFinite),
            counts.allSatisfy({ (1...Self.mostAlike).contains($0) }),
            zip(values, values.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .values, in: container,
                debugDescription: "values must ascend, each with how often it came")
        }
    }

    private static let mostAlike = 1_000_000_000

    private init(_ found: [Double: Int]) {
        values = found.keys.sorted()
        counts = values.map { found[$0] ?? 0 }
    }

    package var count: Int { counts.reduce(0, +) }

    /// The same number of values in at most `groups` groups of about equal size, each at its median, where there
    /// are more different ones.
    package func coarsened(to groups: Int) -> GroupedSample {
        guard values.count > groups else { return self }
        let total = count
        var found: [Double: Int] = [:]
        for group in 0..<groups {
            let first = total * group / groups
            let size = total * (group + 1) / groups - first
            guard size > 0 else { continue }
            found[value(atRank: first + (size + 1) / 2), default: 0] += size
        }
        return GroupedSample(found)
    }

    /// By rank, from 1.
    private func value(atRank rank: Int) -> Double {
        var left = rank
        for (value, count) in zip(values, counts) {
            left -= count
            if left <= 0 { return value }
        }
        return values[values.count - 1]
    }

    /// Nil when there is no value.
    package var mean: Double? {
        count == 0
            ? nil : zip(values, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(count)
    }

    /// How many values lie above `limit`.
    package func count(above limit: Double) -> Int {
        zip(values, counts).reduce(0) { $0 + ($1.0 > limit ? $1.1 : 0) }
    }

    /// The nearest-rank quantile; nil when there is no value.
    package func quantile(_ q: Double) -> Double? {
        count > 0 ? value(atRank: QuantileRanks.nearest(q, of: count)) : nil
    }

    /// The sum of squares about the mean, over all but one value; nil for fewer than two.
    private var variance: Double? {
        guard count > 1, let mean else { return nil }
        let squares = zip(values, counts).reduce(0.0) { sum, entry in
            sum + (entry.0 - mean) * (entry.0 - mean) * Double(entry.1)
        }
        return squares / Double(count - 1)
    }

    /// How likely two samples of one mean differ by as much in theirs, by Welch's test; nil where either is too
    /// small or nothing spreads.
    package func meanProbability(_ other: GroupedSample) -> Double? {
        guard let mean, let variance, let theirs = other.mean, let spread = other.variance else {
            return nil
        }
        let (own, their) = (variance / Double(count), spread / Double(other.count))
        guard own + their > 0 else { return nil }
        let freedom =
            (own + their) * (own + their)
            / (own * own / Double(count - 1) + their * their / Double(other.count - 1))
        let t = abs(theirs - mean) / (own + their).squareRoot()
        return 1 - StudentT(degreesOfFreedom: max(1, freedom)).probabilityWithin(t)
    }

    /// Both together.
    package func merged(with other: GroupedSample) -> GroupedSample {
        var found = Dictionary(uniqueKeysWithValues: zip(values, counts))
        for (value, count) in zip(other.values, other.counts) { found[value, default: 0] += count }
        return GroupedSample(found)
    }

    /// Every value of either, ascending, with how often each had it.
    func side(by other: GroupedSample) -> [(value: Double, own: Int, other: Int)] {
        var found: [Double: (Int, Int)] = [:]
        for (value, count) in zip(values, counts) { found[value] = (count, 0) }
        for (value, count) in zip(other.values, other.counts) {
            found[value] = (found[value]?.0 ?? 0, count)
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value.0, $0.value.1) }
    }
}
