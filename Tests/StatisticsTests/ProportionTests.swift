import Statistics
import Testing

@Suite struct ProportionTests {
    /// Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ])
    func `has the published score interval`(part: Int, total: Int, low: Double, high: Double) throws
    {
        let share = try #require(Proportion(part, of: total))
        #expect(abs(share.low - low) < 0.00006)
        #expect(abs(share.high - high) < 0.00006)
    }

    @Test func `is nothing of nothing, and closed at both ends`() throws {
        #expect(Proportion(0, of: 0) == nil)
        #expect(try #require(Proportion(5, of: 5)).high == 1)
        #expect(try #require(Proportion(0, of: 5)).low == 0)
    }
}
