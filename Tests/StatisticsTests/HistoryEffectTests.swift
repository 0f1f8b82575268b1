import Statistics
import Testing

@Suite struct HistoryEffectTests {
    private let history = [10.0, 10.2, 9.8, 10.1, 9.9, 10.3, 9.7]

    private func effect(
        _ new: [Double], history: [Double]? = nil, leastSpike: Double = 0.1,
        confidence: Double = 0.95
    ) throws -> HistoryEffect {
        try #require(
            HistoryEffect(
                history: history ?? self.history, new: new, leastSpike: leastSpike,
                confidence: confidence))
    }

    /// s = 0.216025, t(6) at 0.975 = 2.446912, sqrt(1 + π / 14) = 1.106578: by hand.
    @Test func `is a prediction about the median`() throws {
        let found = try effect([11])
        #expect(found.estimate == 1)
        #expect(abs(found.spread - 0.2160247) < 1e-6)
        #expect(abs(found.high - found.low - 2 * 2.446912 * 0.2160247 * 1.106578) < 1e-4)
        #expect(found.spikes.isEmpty)
    }

    @Test func `two new values are known better than one`() throws {
        let (one, two) = (try effect([11]), try effect([11, 11]))
        #expect(two.high - two.low < one.high - one.low)
    }

    @Test func `a spike moves neither the median nor the spread`() throws {
        let found = try effect([11], history: history + [20])
        #expect(found.spikes == [7])
        #expect(try effect([11]) == effect([11], history: history))
        #expect(abs(found.spread - 0.2160247) < 1e-6)
    }

    @Test func `three of ten runs of a broken night are left out`() throws {
        let found = try effect([10], history: history + [16, 16.2, 15.9])
        #expect(found.spikes == [7, 8, 9])
        #expect(abs(found.estimate) < 1e-12)
    }

    @Test func `values that hardly differ leave none out that lies within what matters`() throws {
        let alike = [10.0, 10, 10, 10, 10, 10, 10.05]
        #expect(try effect([10], history: alike).spikes.isEmpty)
    }

    @Test func `so many that too few would remain are no spikes`() throws {
        let found = try effect([10], history: [10, 10.1, 9.9, 10, 20, 20.1])
        #expect(found.count == 6 || found.count == 5)
        #expect(found.count >= HistoryEffect.fewest)
    }

    @Test func `fewer than five past runs say nothing`() {
        #expect(
            HistoryEffect(
                history: [1, 2, 3, 4], new: [1], leastSpike: 0, confidence: 0.95) == nil)
        #expect(
            HistoryEffect(
                history: history, new: [], leastSpike: 0, confidence: 0.95) == nil)
        #expect(
            HistoryEffect(
                history: history + [.infinity], new: [1], leastSpike: 0, confidence: 0.95) == nil)
    }

    @Test func `a spike among many new runs is left out too`() throws {
        let found = try effect([10, 10.1, 9.9, 10.2, 9.8, 10, 15])
        #expect(abs(found.estimate) < 0.05)
    }

    @Test func `what would be seen is more than the interval's half`() throws {
        let found = try effect([10])
        #expect(found.detectable() > (found.high - found.low) / 2)
        #expect(found.detectable(newCount: 4) < found.detectable())
    }
}
