import Statistics
import Testing

@Suite struct QuantileRanksTests {
    /// Ranks of the 95 % interval of a median, as tables of the sign test give them (Conover,
    /// "Practical Nonparametric Statistics", table A3; Dixon and Massey, table A-25).
    @Test(arguments: [(6, 1, 6), (10, 2, 9), (20, 6, 15), (25, 8, 18), (100, 40, 61)])
    func `encloses a median by the published ranks`(count: Int, low: Int, high: Int) {
        let ranks = QuantileRanks(quantile: 0.5, count: count)
        #expect(ranks.low == low)
        #expect(ranks.high == high)
    }

    @Test func `leaves a bound out where the extremes are not sure enough`() {
        let few = QuantileRanks(quantile: 0.5, count: 5)
        #expect(few.low == nil)
        #expect(few.high == nil)
        let tail = QuantileRanks(quantile: 0.99, count: 300)
        #expect(tail.low != nil)
        #expect(tail.high == nil)
    }

    /// 0.99^368 is the first power below 0.025.
    @Test(arguments: [(367, nil), (368, 368 as Int?)])
    func `has an upper bound of p99 from 368 values on`(count: Int, high: Int?) {
        #expect(QuantileRanks(quantile: 0.99, count: count).high == high)
    }

    @Test func `has no ranks for no values`() {
        let none = QuantileRanks(quantile: 0.5, count: 0)
        #expect(none.low == nil)
        #expect(none.high == nil)
    }

    @Test(arguments: [0.5, 0.9, 0.99, 0.999])
    func `agrees with the normal approximation at a hundred million values`(q: Double) throws {
        let n = 100_000_000
        let ranks = QuantileRanks(quantile: q, count: n)
        let middle = q * Double(n)
        let spread = 1.959964 * (Double(n) * q * (1 - q)).squareRoot()
        let low = try #require(ranks.low)
        let high = try #require(ranks.high)
        #expect(abs(Double(low) - (middle - spread)) < 3)
        #expect(abs(Double(high) - (middle + spread)) < 3)
    }

    @Test(arguments: [(0.5, 7), (0.9, 44), (0.95, 90), (0.99, 459), (0.999, 4603)])
    func `wants enough values for a percentile`(q: Double, floor: Int) {
        #expect(QuantileRanks.sampleFloor(quantile: q) == floor)
    }

    @Test(arguments: [(0.07, 100, 7), (0.5, 5, 3), (0.5, 4, 2), (0.99, 100, 99), (0.99, 1, 1)])
    func `takes the nearest rank despite binary fractions`(q: Double, count: Int, rank: Int) {
        #expect(QuantileRanks.nearest(q, of: count) == rank)
    }

    @Test(arguments: [(0.5, 40), (0.9, 200)])
    func `holds the true quantile in at least 95 of 100 samples`(q: Double, count: Int) throws {
        var generator = SeededGenerator(seed: 3)
        var held = 0
        for _ in 0..<2000 {
            let sample = SortedSample((0..<count).map { _ in generator.unit() })
            let estimate = try #require(sample.estimate(quantile: q))
            if let low = estimate.low, let high = estimate.high, low <= q, q <= high { held += 1 }
        }
        #expect(held >= 1900)
    }
}
