import Statistics
import Testing

@Suite struct DistributionTests {
    @Test(arguments: [
        ("200", Distribution.constant(200)), ("50..400", .uniform(50, 400)),
        (" normal( 200 , 40 ) ", .normal(mean: 200, deviation: 40)),
        ("lognormal(200,0.4)", .logNormal(median: 200, sigma: 0.4)),
        ("Exponential(200)", .exponential(mean: 200)),
        ("gamma(200,2)", .gamma(mean: 200, shape: 2)),
    ])
    func `reads what a user writes`(text: String, distribution: Distribution) throws {
        #expect(try Distribution(parsing: text) == distribution)
    }

    @Test(arguments: [
        "", "-1", "nan", "inf", "400..50", "..", "normal(1)", "normal(1,2,3)", "normal(1,)",
        "gamma(1,0)", "lognormal(0,1)", "poisson(3)", "normal(1,2", "1e13", "5..",
    ])
    func `refuses what is no distribution`(text: String) {
        #expect(throws: DistributionError.self) { try Distribution(parsing: text) }
    }

    /// Mean and variance of each, from their definitions.
    @Test(arguments: [
        (Distribution.constant(200), 200.0, 0.0), (.uniform(50, 400), 225, 10_208.3),
        (.normal(mean: 200, deviation: 20), 200, 400), (.exponential(mean: 200), 200, 40_000),
        (.gamma(mean: 200, shape: 4), 200, 10_000), (.gamma(mean: 200, shape: 0.5), 200, 80_000),
        (.logNormal(median: 200, sigma: 0.4), 216.657, 8144.6),
    ])
    func `draws with its mean and variance`(
        distribution: Distribution, mean: Double, variance: Double
    ) {
        var generator = SeededGenerator(seed: 11)
        let count = 200_000
        let values = (0..<count).map { _ in distribution.sample(using: &generator) }
        let found = values.reduce(0, +) / Double(count)
        let spread = values.reduce(0) { $0 + ($1 - found) * ($1 - found) } / Double(count)
        #expect(abs(found - mean) <= 0.01 * mean)
        #expect(abs(spread - variance) <= 0.05 * variance)
        #expect(values.allSatisfy { $0 >= 0 })
    }

    @Test func `never draws below 0`() {
        var generator = SeededGenerator(seed: 2)
        let wide = Distribution.normal(mean: 1, deviation: 100)
        #expect((0..<1000).allSatisfy { _ in wide.sample(using: &generator) >= 0 })
    }

    @Test func `never draws what no whole number can hold`() {
        var generator = SeededGenerator(seed: 2)
        let wide = Distribution.logNormal(median: 1e12, sigma: 1e12)
        #expect((0..<1000).allSatisfy { _ in wide.sample(using: &generator) < 9e18 })
    }
}
