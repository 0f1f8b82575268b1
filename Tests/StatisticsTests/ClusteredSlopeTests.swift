import Statistics
import Testing

@Suite struct ClusteredSlopeTests {
    /// Conversations of some turns, whose points share a level of their own.
    private func clusters(
        _ count: Int, seed: UInt64, slope: Double
    ) -> [[(x: Double, y: Double)]] {
        var generator = SeededGenerator(seed: seed)
        let noise = Distribution.exponential(mean: 20)
        return (0..<count).map { _ in
            let level = 30 * generator.unit()
            let start = 100 + 400 * generator.unit()
            return (0..<Int(1 + 6 * generator.unit())).map { turn in
                let x = start + Double(turn) * 80
                return (x: x, y: 50 + level + slope * x + noise.sample(using: &generator))
            }
        }
    }

    @Test func `a line without noise is found exactly`() throws {
        let line = try #require(
            ClusteredSlope([[(1, 5), (2, 7)], [(3, 9)], [(10, 23), (4, 11)]]))
        #expect(abs(line.slope - 2) < 1e-12 && abs(line.intercept - 3) < 1e-9)
        #expect(abs(line.high - line.low) < 1e-9)
        #expect(line.points == 5 && line.clusters == 3)
    }

    @Test(arguments: [12, 40, 200])
    func `its interval holds the slope in 95 of 100`(count: Int) {
        let held = (0..<400).count { seed in
            ClusteredSlope(clusters(count, seed: UInt64(seed), slope: 0.1))
                .map { $0.low <= 0.1 && 0.1 <= $0.high } ?? false
        }
        #expect((372...396).contains(held), "\(held) of 400")
    }

    @Test func `what hangs on one cluster, or has one length, has no slope`() {
        #expect(ClusteredSlope([[(1, 2), (2, 3)]]) == nil)
        #expect(ClusteredSlope([[(5, 1)], [(5, 2)], [(5, 9)]]) == nil)
        #expect(ClusteredSlope([[(5, 1)], [(5, 2)], [(6, 9)]]) == nil)
    }

    @Test func `a mean of clusters of one is Student's`() throws {
        let values = [4.0, 7, 1, 9, 3, 8]
        let found = try #require(ClusteredMean(values.map { [$0] }))
        let usual = try #require(MeanInterval(values))
        #expect(abs(found.mean - usual.mean) < 1e-12)
        #expect(abs(found.low - usual.low) < 1e-9 && abs(found.high - usual.high) < 1e-9)
        #expect(ClusteredMean([[1, 2, 3]]) == nil)
    }
}
