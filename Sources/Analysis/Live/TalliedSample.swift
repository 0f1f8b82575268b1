internal import Histogram
internal import RunModel

/// The values of a histogram and nothing of its empty room, so that hundreds of them take little memory. Two
/// significant digits: at most 4,400 values, however many were counted.
struct TalliedSample: Sendable {
    private var values: [(value: UInt64, count: Int)] = []
    private(set) var count = 0

    init() {}

    init(_ histogram: LatencyHistogram) {
        guard histogram.totalCount > 0 else { return }
        for step in histogram.recordedValues() {
            let value = min(step.value, histogram.maxRecorded)
            values.append((value, Int(step.count)))
            count += Int(step.count)
            // The iterator would go on over every empty bucket up to an hour.
            if count == Int(histogram.totalCount) { break }
        }
    }

    mutating func add(_ other: TalliedSample) {
        guard other.count > 0 else { return }
        guard count > 0 else { return self = other }
        var merged: [(value: UInt64, count: Int)] = []
        merged.reserveCapacity(values.count + other.values.count)
        var rest = other.values[...]
        for entry in values {
            while let next = rest.first, next.value < entry.value {
                merged.append(next)
                rest = rest.dropFirst()
            }
            if let next = rest.first, next.value == entry.value {
                merged.append((entry.value, entry.count + next.count))
                rest = rest.dropFirst()
            } else {
                merged.append(entry)
            }
        }
        values = merged + rest
        count += other.count
    }

    /// The nearest rank, in milliseconds; nil without a value.
    func quantile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = min(max(Int((share * Double(count)).rounded(.up)), 1), count)
        var seen = 0
        for (value, count) in values {
            seen += count
            if seen >= rank { return Double(value) / 1e6 }
        }
        return nil
    }
}
