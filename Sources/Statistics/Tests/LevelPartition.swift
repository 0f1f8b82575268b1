internal import Glibc

/// The levels that explain a series best, for a price that each of them has: the least of the squares about the
/// levels' means and the price together, over all partitions (Jackson and others, "An algorithm for optimal
/// partitioning of data on an interval", 2005).
///
/// The price is 3 s^2 log n with the spread s (Zhang and Siegmund, "A modified Bayes information criterion with
/// applications to the analysis of comparative genomic hybridization data", 2007). That loses no clear step, and
/// finds some that are none: a test has to follow.
struct LevelPartition: Sendable, Equatable {
    /// The first value of each level, and the end of the series.
    let bounds: [Int]

    /// Takes time proportional to the square of the number of values.
    ///
    /// - Parameters:
    ///   - values: In order of time.
    ///   - spread: The standard deviation about the levels; without any, there is one level.
    init(_ values: [Double], spread: Double) {
        let least = ChangePoints.leastValues
        let count = values.count
        guard count >= 2 * least, spread > 0 else {
            bounds = [0, count]
            return
        }
        let price = 3 * spread * spread * log(Double(count))
        let mean = values.reduce(0, +) / Double(count)
        var (sums, squares) = ([0.0], [0.0])
        var (sum, square) = (0.0, 0.0)
        for value in values {
            sum += value - mean
            square += (value - mean) * (value - mean)
            sums.append(sum)
            squares.append(square)
        }
        // What the best partition of the first values costs, and where its last level begins.
        var costs = [Double](repeating: .infinity, count: count + 1)
        var begins = [Int](repeating: 0, count: count + 1)
        costs[0] = 0
        for end in least...count {
            var (cheapest, place) = (Double.infinity, 0)
            for begin in 0...(end - least) {
                let own = sums[end] - sums[begin]
                let cost =
                    costs[begin] + squares[end] - squares[begin] - own * own / Double(end - begin)
                if cost < cheapest { (cheapest, place) = (cost, begin) }
            }
            costs[end] = cheapest + price
            begins[end] = place
        }
        var bounds = [count]
        var begin = count
        while begin > 0 {
            begin = begins[begin]
            bounds.append(begin)
        }
        self.bounds = bounds.reversed()
    }
}
