import Statistics
import Testing

@Suite struct MeanEffectTests {
    /// Student's sleep data ("The probable error of a mean", 1908): hours gained with two drugs.
    private static let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    private static let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

    @Test func `is Welch's interval`() throws {
        let effect = MeanEffect(
            base: try #require(SideMean(Self.first)), new: try #require(SideMean(Self.second)),
            confidence: 0.95)
        #expect(abs(effect.estimate - 1.58) < 1e-9)
        #expect(abs(effect.degreesOfFreedom - 17.7765) < 1e-3)
        #expect(abs(effect.low - -0.2054832) < 1e-6)
        #expect(abs(effect.high - 3.3654832) < 1e-6)
    }

    @Test func `pairs are surer where sides share their luck`() throws {
        let differences = zip(Self.first, Self.second).map { $1 - $0 }
        let effect = MeanEffect(
            pairs: try #require(SideMean(differences)), confidence: 0.95)
        #expect(abs(effect.low - 0.7001142) < 1e-6)
        #expect(abs(effect.high - 2.4598858) < 1e-6)
    }

    /// The same data by Student's pooled test.
    @Test func `pools where both sides spread alike`() throws {
        let effect = try #require(
            MeanEffect(pooling: Self.first, Self.second, leastVariance: 0, confidence: 0.95))
        #expect(effect.degreesOfFreedom == 18)
        #expect(abs(effect.low - -0.203874) < 1e-5)
        let one = try #require(
            MeanEffect(pooling: [1, 2, 3, 4], [6], leastVariance: 0, confidence: 0.95))
        #expect(abs(one.standardError - 1.4434) < 1e-3)
        #expect(MeanEffect(pooling: [1], [2], leastVariance: 0, confidence: 0.95) == nil)
    }

    @Test func `dependence widens`() throws {
        let values = [1.0, 2, 3, 4, 5, 6]
        let plain = try #require(SideMean(values))
        let inflated = try #require(SideMean(values, inflation: 3))
        #expect(abs(inflated.variance / plain.variance - 3) < 1e-9)
        #expect(inflated.degreesOfFreedom < plain.degreesOfFreedom)
    }

    @Test func `says how many values a word would take`() throws {
        let spread = [0.0, 0.02, -0.02, 0.01, -0.01, 0.0]
        let effect = MeanEffect(
            base: try #require(SideMean(spread)), new: try #require(SideMean(spread)),
            confidence: 0.95)
        let half = effect.high - effect.estimate
        let needed = try #require(effect.countNeeded(margin: half / 2))
        // Four times as many but for the degrees of freedom.
        #expect((18...24).contains(needed))
        #expect(effect.countNeeded(margin: 0) == nil)
        let many = try #require(SideMean((0..<1500).map { Double($0 % 7) }))
        let wide = MeanEffect(base: many, new: many, confidence: 0.95)
        #expect(wide.countNeeded(margin: 0.001) == nil)
        #expect(effect.countNeeded(margin: half / 1000) == nil)
        #expect(effect.detectable() > half)
    }
}

@Suite struct SeriesDependenceTests {
    @Test func `independent rounds keep their worth`() {
        #expect(SeriesDependence([[1, 2, 1, 3, 1, 2, 1, 3]]).inflation == 1)
    }

    @Test func `a slow wave takes most of it`() {
        let wave = [1.0, 2, 3, 4, 5, 5, 4, 3, 2, 1]
        #expect(SeriesDependence([wave, wave]).inflation > 3)
    }

    @Test func `values that are all alike depend on nothing`() {
        #expect(SeriesDependence([[1.0 / 3, 1.0 / 3, 1.0 / 3, 1.0 / 3, 1.0 / 3]]).inflation == 1)
        #expect(SeriesDependence([]).inflation == 1)
    }
}
