import Statistics
import Testing

@Suite struct TrendTestTests {
    /// Kendall, "Rank correlation methods", table 1: P(S >= s) of n values without a trend.
    @Test(arguments: [
        ([1.0, 2, 3, 4], 0.042), ([1, 2, 3, 4, 5], 0.0083), ([1, 2, 3, 5, 4], 0.042),
        ([1, 2, 3, 4, 6, 5], 0.0083), ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 2.8e-7),
    ])
    func `agrees with the published table`(values: [Double], published: Double) throws {
        let test = try #require(TrendTest(values))
        #expect(abs(test.risingProbability / published - 1) < 0.02)
        let falling = try #require(TrendTest(values.reversed()))
        #expect(falling.fallingProbability == test.risingProbability)
    }

    @Test func `takes the change from the median slope`() throws {
        let test = try #require(TrendTest([10, 12, 14, 99, 18]))
        #expect(test.change == 8)
    }

    @Test func `cannot tell of three values`() {
        #expect(TrendTest([1, 2, 3]) == nil)
    }
}
