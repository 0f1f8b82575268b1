import RunModel
import Testing

@testable import Analysis

@Suite struct SweepKneeTests {
    /// So many slots, each busy for a second: served grows up to them, and beyond only the wait does.
    private func slots(_ slots: Double, seed: UInt64, loads: [Double]) -> [LoadParts] {
        let curves = SweepCurves(seed: seed)
        return loads.map { streams in
            curves.parts(
                SweepLoad(.concurrency, streams), inFlight: streams, served: min(streams, slots),
                response: max(1, streams / slots))
        }
    }

    @Test func `its interval holds the slots of a server in nine of ten sweeps`() throws {
        var hits = 0
        for seed in 1...100 {
            let knee = try SweepKnee.find(
                in: slots(8, seed: UInt64(seed), loads: [1, 2, 4, 8, 16, 32])
            ).get()
            if knee.low ?? 0 <= 8, 8 <= knee.high ?? .infinity { hits += 1 }
        }
        #expect(hits >= 90, "\(hits)")
    }

    /// Power of a single server with random arrivals, λ (μ - λ), is greatest at half its rate.
    @Test func `it holds half the rate of a queue, which no step is at`() throws {
        var hits = 0
        for seed in 1...100 {
            let curves = SweepCurves(seed: UInt64(seed))
            let loads = [1, 1.8, 3.3, 6, 8].map { rate in
                curves.parts(
                    SweepLoad(.rate, rate), inFlight: rate / (10 - rate), served: rate,
                    response: 1 / (10 - rate))
            }
            let knee = try SweepKnee.find(in: loads).get()
            if knee.low ?? 0 <= 5, 5 <= knee.high ?? .infinity { hits += 1 }
        }
        #expect(hits >= 90, "\(hits)")
    }

    @Test func `it is never narrower than the neighbouring loads`() throws {
        let knee = try SweepKnee.find(in: slots(8, seed: 1, loads: [2, 4, 8, 16, 32])).get()
        #expect(knee.load.value == 8)
        #expect(try #require(knee.low) <= 4)
        #expect(try #require(knee.high) >= 16)
    }

    @Test func `beyond the measured loads its interval is open`() throws {
        let rising = try SweepKnee.find(in: slots(64, seed: 1, loads: [1, 2, 4, 8])).get()
        #expect(rising.load.value == 8 && rising.high == nil)
        let falling = try SweepKnee.find(in: slots(1, seed: 1, loads: [1, 4, 8])).get()
        #expect(falling.load.value == 1 && falling.low == nil)
    }

    @Test func `without three loads it is not told`() {
        let found = SweepKnee.find(in: slots(8, seed: 1, loads: [4, 8]))
        #expect(throws: SweepKnee.Lack.self) { try found.get() }
    }
}
