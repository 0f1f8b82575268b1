import Statistics
import Testing

/// How often change points are found that are there, and that are not, in `series` simulated ones. Seeds are
/// fixed: the rates are the same in every run.
@Suite struct ChangePointsRatesTests {
    private static let series = 150

    /// Of how many series of a hundred something holds.
    private func percentage(
        _ noise: SimulatedSeries.Noise, _ holds: (inout SimulatedSeries) -> Bool
    ) -> Double {
        let count = (0..<Self.series).count { seed in
            var series = SimulatedSeries(noise, seed: UInt64(seed))
            return holds(&series)
        }
        return 100 * Double(count) / Double(Self.series)
    }

    private func indices(_ values: [Double]) -> [Int] {
        ChangePoints(values)?.points.map(\.index) ?? []
    }

    @Test(arguments: [6, 10, 20, 50, 100])
    func `finds few in series of one level`(count: Int) {
        #expect(percentage(.normal) { !indices($0.values(count)).isEmpty } < 3)
        #expect(percentage(.heavyTails) { !indices($0.values(count)).isEmpty } < 4)
        #expect(percentage(.dependent(0.3)) { !indices($0.values(count)).isEmpty } < 12)
    }

    @Test(arguments: [SimulatedSeries.Noise.normal, .heavyTails], [30, 60])
    func `finds a step of three spreads`(noise: SimulatedSeries.Noise, count: Int) {
        let found = percentage(noise) {
            let place = $0.number(in: 5...count - 5)
            let values = $0.values(count, levels: [0, 3], places: [place])
            return indices(values).contains { abs($0 - place) <= 1 }
        }
        #expect(found > 90)
    }

    @Test(arguments: [[0.0, 3, 6], [0, 3, 0], [0, 3, 6, 9], [0, 3, 0, 3]])
    func `finds several steps, and not more`(levels: [Double]) {
        let places = levels.count == 3 ? [30, 55] : [20, 45, 80]
        let right = percentage(.normal) {
            let found = indices($0.values(100, levels: levels, places: places))
            return found.count == places.count
                && zip(found, places).allSatisfy { abs($0 - $1) <= 1 }
        }
        #expect(right > 85)
    }

    @Test(arguments: [1, 2], [20, 60])
    func `neither finds spikes nor is blinded by them`(width: Int, count: Int) {
        func spiked(_ values: [Double], at place: Int) -> [Double] {
            values.enumerated().map {
                (place..<place + width).contains($0.offset) ? $0.element + 12 : $0.element
            }
        }
        let mistaken = percentage(.normal) {
            let place = $0.number(in: 0...count - width)
            return !indices(spiked($0.values(count), at: place)).isEmpty
        }
        #expect(mistaken < 3)
        let found = percentage(.normal) {
            let place = $0.number(in: 0...count - width)
            let values = $0.values(count, levels: [0, 4], places: [count / 2])
            return indices(spiked(values, at: place)).contains { abs($0 - count / 2) <= width }
        }
        #expect(found > 90)
    }

    @Test(arguments: [3.0, 6])
    func `takes a drift for no step`(total: Double) {
        let found = percentage(.normal) {
            let values = $0.values(100).enumerated().map {
                $0.element + total * Double($0.offset) / 99
            }
            return !indices(values).isEmpty
        }
        #expect(found < 20)
    }

    @Test func `intervals hold the place and the size`() {
        var (points, ranges, sizes) = (0, 0, 0)
        for seed in 0..<Self.series {
            var series = SimulatedSeries(.normal, seed: UInt64(seed))
            let found = ChangePoints(series.values(40, levels: [0, 3], places: [18]))
            for point in found?.points ?? [] where abs(point.index - 18) <= 5 {
                points += 1
                ranges += point.range.contains(18) ? 1 : 0
                sizes += point.size.low <= 3 && 3 <= point.size.high ? 1 : 0
            }
        }
        #expect(points > Self.series * 9 / 10)
        #expect(Double(ranges) > 0.95 * Double(points))
        #expect(Double(sizes) > 0.92 * Double(points))
    }
}
