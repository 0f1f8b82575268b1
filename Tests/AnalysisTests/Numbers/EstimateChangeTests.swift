import RunModel
import Testing

@testable import Analysis

@Suite struct EstimateChangeTests {
    private func number(_ value: Double?, _ low: Double? = nil, _ high: Double? = nil) -> Estimate {
        Estimate(
            MetricName(.timeToFirstToken), .p50, value, .milliseconds, low: low, high: high,
            count: 100)
    }

    /// With symmetric intervals the method is the usual one: half widths add like standard errors.
    @Test func `half widths of symmetric intervals add in squares`() throws {
        let change = try #require(
            EstimateChange(number(110, 106, 114), base: number(100, 97, 103)))
        #expect(change.difference == 10)
        #expect(change.low == 5 && change.high == 15)
        #expect(change.isClear == true)
        #expect(abs(try #require(change.share) - 0.1) < 1e-12)
    }

    /// Zou and Donner 2008, section 3: the two sides of an interval count for themselves.
    @Test func `each bound takes the sides that face each other`() throws {
        let change = try #require(
            EstimateChange(number(20, 16, 29), base: number(10, 7, 22)))
        #expect(abs(try #require(change.low) - (10 - (16.0 + 144).squareRoot())) < 1e-9)
        #expect(abs(try #require(change.high) - (10 + (81.0 + 9).squareRoot())) < 1e-9)
        #expect(change.isClear == false)
    }

    @Test func `a share's interval says the same as that of the inverse`() throws {
        let (a, b) = (number(20, 16, 29), number(10, 7, 22))
        let there = try #require(EstimateChange(a, base: b))
        let back = try #require(EstimateChange(b, base: a))
        #expect(
            abs((1 + (there.shareLow ?? 0)) * (1 + (back.shareHigh ?? 0)) - 1) < 1e-12)
    }

    @Test func `without intervals there is a difference and no verdict`() throws {
        let change = try #require(EstimateChange(number(20), base: number(10, 9, 11)))
        #expect(change.difference == 10 && change.isClear == nil)
        #expect(EstimateChange(number(nil), base: number(10)) == nil)
        let zero = try #require(EstimateChange(number(1, 0, 2), base: number(0, 0, 1)))
        #expect(zero.share == nil && zero.low != nil)
    }
}
