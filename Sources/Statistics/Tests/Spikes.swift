/// Values that stand out of a series alone or in pairs, and the others.
///
/// A value is a spike where none of the three runs of three neighbours that hold it keeps near it: it lies more
/// than four spreads above the greatest of their minima or below the least of their maxima (the operators L2 and
/// U2 of Rohwer, "Nonlinear smoothing and multiresolution analysis", 2005). So three neighbours make a level, two
/// make none, and the first value of a new level is no spike.
struct Spikes: Sendable, Equatable {
    let indices: [Int]
    /// Indices of the values that are none.
    let others: [Int]
    /// The standard deviation about the levels of the series, wherever they change.
    let spread: Double

    private static let mostSpreads = 4.0

    init(_ values: [Double]) {
        let differences = SortedSample(Self.differences(values))
        let usual = Self.normalSpread(median: differences.median ?? 0)
        let wide = usual > 0 ? usual : Self.normalSpread(mean: differences.mean ?? 0)
        // Rounding is no spike.
        let rounding = 1e-10 * values.reduce(0) { max($0, abs($1)) }
        let reach = max(Self.mostSpreads * wide, rounding)
        var (indices, others) = ([Int](), [Int]())
        for (index, value) in values.enumerated() {
            let band = Self.band(values, at: index)
            if value - band.low > reach || band.high - value > reach {
                indices.append(index)
            } else {
                others.append(index)
            }
        }
        self.indices = indices
        self.others = others
        // Where most neighbours are alike the spikes would be most of the mean.
        let rest = SortedSample(Self.differences(others.map { values[$0] }))
        spread = usual > 0 ? usual : Self.normalSpread(mean: rest.mean ?? 0)
    }

    /// The greatest minimum and the least maximum of the runs that hold a value.
    private static func band(_ values: [Double], at index: Int) -> (low: Double, high: Double) {
        let size = ChangePoints.leastValues
        let first = max(0, index - size + 1)
        let last = min(index, values.count - size)
        let runs = stride(from: first, through: last, by: 1).map { values[$0..<$0 + size] }
        return (
            runs.compactMap { $0.min() }.max() ?? values[index],
            runs.compactMap { $0.max() }.min() ?? values[index]
        )
    }

    private static func differences(_ values: [Double]) -> [Double] {
        zip(values, values.dropFirst()).map { abs($1 - $0) }
    }

    /// The deviation of normal values whose neighbours differ by so much. A change of level is one difference of
    /// many, which a median does not feel.
    private static func normalSpread(median: Double) -> Double {
        median / (0.6745 * 2.squareRoot())
    }

    private static func normalSpread(mean: Double) -> Double { mean * Double.pi.squareRoot() / 2 }
}
