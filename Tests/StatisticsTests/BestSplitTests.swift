import Testing

@testable import Statistics

@Suite struct BestSplitTests {
    private func best(_ values: [Double], least: Int, inflation: Double = 1) -> BestSplit? {
        BestSplit(
            values, in: 0..<values.count, least: least, inflation: inflation, confidence: 0.95)
    }

    /// Student's sleep data ("The probable error of a mean", 1908): p = 0.07919 by the pooled test.
    @Test func `is Student's test where there is one place`() throws {
        let values = [
            0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0,
            1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4,
        ]
        let split = try #require(best(values, least: 10))
        #expect(split.index == 10)
        #expect(abs(split.probability - 0.07919) < 1e-5)
    }

    /// A bound is at least what happens, and this one is close to it.
    @Test(arguments: [8, 30])
    func `allows for the choice of the place`(count: Int) {
        let series = 1500
        let found = (0..<series).count { seed in
            var simulated = SimulatedSeries(.normal, seed: UInt64(seed))
            return (best(simulated.values(count), least: 3)?.probability ?? 1) <= 0.05
        }
        #expect((0.04...0.058).contains(Double(found) / Double(series)))
    }

    @Test func `dependence makes it less sure and its place wider`() throws {
        var simulated = SimulatedSeries(.normal, seed: 1)
        let values = simulated.values(40, levels: [0, 2], places: [20])
        let plain = try #require(best(values, least: 3))
        let inflated = try #require(best(values, least: 3, inflation: 3))
        #expect(inflated.index == plain.index)
        #expect(inflated.probability > plain.probability)
        #expect(inflated.range.count > plain.range.count)
    }

    /// Table II of Hansen, "Sample splitting and threshold estimation", 2000.
    @Test(arguments: [(0.9, 5.94), (0.95, 7.35), (0.99, 10.59)])
    func `has the published reach of places`(confidence: Double, reach: Double) {
        #expect(abs(BestSplit.reach(confidence) - reach) < 0.005)
    }

    @Test func `needs values on both sides that differ`() {
        #expect(best([1, 2, 3, 4, 5], least: 3) == nil)
        #expect(best([2, 2, 2, 2, 2, 2], least: 3) == nil)
    }
}
