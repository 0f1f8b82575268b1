import Statistics
import Testing

@Suite struct RatioIntervalTests {
    @Test func `is the ratio of the means, not the mean of the ratios`() throws {
        let interval = try #require(RatioInterval([1, 6], over: [2, 2]))
        #expect(interval.ratio == 1.75)
        #expect(RatioInterval([1, 3], over: [1, 9])?.ratio == 0.4)
    }

    @Test func `is as wide as Student's interval where all denominators are equal`() throws {
        let values = [3.0, 5, 4, 7, 6]
        let plain = try #require(MeanInterval(values))
        let ratio = try #require(RatioInterval(values, over: [2, 2, 2, 2, 2]))
        #expect(abs((ratio.low ?? 0) - plain.low / 2) < 1e-12)
        #expect(abs((ratio.high ?? 0) - plain.high / 2) < 1e-12)
    }

    @Test func `has no width where each group has the same ratio`() throws {
        let ratio = try #require(RatioInterval([1, 2, 3], over: [2, 4, 6]))
        #expect(abs((ratio.low ?? 0) - 0.5) < 1e-12)
        #expect(abs((ratio.high ?? 0) - 0.5) < 1e-12)
    }

    @Test func `gives no bounds for one group, and nothing over nothing`() {
        #expect(RatioInterval([1], over: [2])?.ratio == 0.5)
        #expect(RatioInterval([1], over: [2])?.low == nil)
        #expect(RatioInterval([], over: []) == nil)
        #expect(RatioInterval([1, 2], over: [0, 0]) == nil)
        #expect(RatioInterval([1, 2], over: [1]) == nil)
    }
}
