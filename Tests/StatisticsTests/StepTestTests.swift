import Statistics
import Testing

@Suite struct StepTestTests {
    /// Values that lean on their neighbour by `dependence`.
    private func series(_ count: Int, seed: UInt64, dependence: Double) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        let noise = Distribution.normal(mean: 10, deviation: 1)
        var last = 0.0
        return (0..<count).map { _ in
            last = dependence * last + noise.sample(using: &generator) - 10
            return 10 + last
        }
    }

    @Test(arguments: [0.0, 0.5])
    func `finds few steps in series that have none`(dependence: Double) {
        let found = (0..<500).count { seed in
            let values = series(40, seed: UInt64(seed), dependence: dependence)
            return (StepTest(values)?.statistic ?? 0) > 2
        }
        #expect(found < 25)
    }

    @Test func `finds where a level became another`() throws {
        var values = series(40, seed: 3, dependence: 0.3)
        for index in 25..<40 { values[index] -= 5 }
        let test = try #require(StepTest(values))
        #expect(test.index == 25)
        #expect(test.statistic > 2)
        #expect(test.isBetterThanLine)
        #expect(abs(test.before - 10) < 1 && abs(test.after - 5) < 1.5)
    }

    @Test func `takes a slope for no step`() throws {
        let values = series(40, seed: 5, dependence: 0).enumerated().map {
            $0.element + Double($0.offset) / 4
        }
        #expect(try #require(StepTest(values)).isBetterThanLine == false)
    }
}
