import Statistics
import Testing

@Suite struct RankedValuesTests {
    private let sample = SortedSample([15, 20, 35, 40, 50])

    /// The worked example of the nearest-rank method that textbooks share.
    @Test(arguments: [(0.05, 15.0), (0.3, 20), (0.4, 20), (0.5, 35), (0.999, 50)])
    func `takes the nearest rank`(q: Double, value: Double) {
        #expect(sample.quantile(q) == value)
    }

    @Test func `says nothing of no values`() {
        let empty = SortedSample([])
        #expect(empty.quantile(0.5) == nil)
        #expect(empty.estimate(quantile: 0.5) == nil)
        #expect(empty.mean == nil)
        #expect(empty.median == nil)
    }

    @Test func `has mean and median`() {
        #expect(sample.mean == 32)
        #expect(sample.median == 35)
        #expect(SortedSample([4, 1, 3, 2]).median == 2.5)
    }

    @Test(arguments: [(14.9, 0), (15, 1), (39, 3), (50, 5), (99, 5)])
    func `counts values up to a limit`(limit: Double, count: Int) {
        #expect(sample.countAtMost(limit) == count)
    }
}
