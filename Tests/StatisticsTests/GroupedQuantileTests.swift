import Foundation
import Statistics
import Testing

@Suite struct GroupedQuantileTests {
    @Test func `without spread between groups it is a quantile like any other`() throws {
        let values = (1...100).map(Double.init)
        let groups = (0..<10).map { group in values.filter { Int($0) % 10 == group } }
        let found = try #require(GroupedQuantile(0.5, of: groups))
        #expect(found.value == 50)
        #expect(found.count == 100)
        #expect(try #require(found.low) < 45)
        #expect(try #require(found.high) > 55)
    }

    @Test func `groups that share their luck are worth little more than one value each`() throws {
        let alike = (0..<10).map { [Double](repeating: Double($0), count: 50) }
        let found = try #require(GroupedQuantile(0.5, of: alike))
        #expect(found.worth < 12)
    }

    @Test func `of too few values there is no bound, and of none no quantile`() throws {
        #expect(GroupedQuantile(0.5, of: [[], []]) == nil)
        let few = try #require(GroupedQuantile(0.99, of: [[1, 2, 3], [2, 3, 4]]))
        #expect(few.high == nil)
    }

    /// An interval of 95 % that holds misses more than 20 of 200 with a probability below 0.2 %.
    @Test(arguments: [0.0, 0.5, 2.0], [0.5, 0.9])
    func `it holds the truth in nine of ten series at least`(
        spread: Double, q: Double
    ) throws {
        var hits = 0
        let truth = Self.truth(spread, q)
        for seed in 1...200 {
            var generator = SeededGenerator(seed: UInt64(seed), purpose: 3, index: 0)
            let groups = (0..<12).map { _ in
                let level = Self.normal(&generator) * spread
                return (0..<20).map { _ in level + Self.normal(&generator) }
            }
            let found = try #require(GroupedQuantile(q, of: groups))
            if (found.low ?? -.infinity) <= truth, truth <= (found.high ?? .infinity) { hits += 1 }
        }
        #expect(hits >= 180, "\(hits)")
    }

    /// Of the sum of two normal values.
    private static func truth(_ spread: Double, _ q: Double) -> Double {
        (q == 0.5 ? 0 : 1.2815515655446004) * (1 + spread * spread).squareRoot()
    }

    private static func normal(_ generator: inout SeededGenerator) -> Double {
        (-2 * log(generator.unit())).squareRoot() * cos(2 * .pi * generator.unit())
    }
}
