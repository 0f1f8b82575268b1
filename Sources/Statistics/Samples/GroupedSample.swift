/// Values of which many are alike, such as token counts: each with how often it came, ascending.
package struct GroupedSample: Codable, Sendable, Equatable {
    package private(set) var values: [Double]
    package private(set) var counts: [Int]

    package init(_ sample: [Double]) {
        var found: [Double: Int] = [:]
        for value in sample { found[value, default: 0] += 1 }
        self.init(found)
    }

    private init(_ found: [Double: Int]) {
        values = found.keys.sorted()
        counts = values.map { found[$0] ?? 0 }
    }

    package var count: Int { counts.reduce(0, +) }

    /// Nil when there is no value.
    package var mean: Double? {
        count == 0
            ? nil : zip(values, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(count)
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
