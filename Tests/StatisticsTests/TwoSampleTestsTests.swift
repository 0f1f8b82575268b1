import Statistics
import Testing

@Suite struct TwoSampleTestsTests {
    /// Mann and Whitney's own form: U counts the pairs in which the second sample's value is larger.
    @Test func `counts pairs, and ties as halves`() throws {
        let test = try #require(RankSumTest(GroupedSample([1, 2, 3]), GroupedSample([2, 4])))
        #expect(test.statistic == 4.5)
    }

    @Test func `says nothing of values that are all alike`() {
        #expect(RankSumTest(GroupedSample([5, 5]), GroupedSample([5])) == nil)
        #expect(RankSumTest(GroupedSample([]), GroupedSample([5])) == nil)
    }

    /// Smirnov, "Table for estimating the goodness of fit of empirical distributions", 1948.
    @Test(arguments: [(0.5, 0.9639), (1.0, 0.27), (1.36, 0.0491), (1.63, 0.0098)])
    func `agrees with Smirnov's table`(x: Double, published: Double) throws {
        // Of samples of which one is all below the other the distance is 1: the sizes make x.
        let size = Int((2 * x * x).rounded())
        guard size > 0 else { return }
        let low = GroupedSample((0..<size).map(Double.init))
        let high = GroupedSample((0..<size).map { Double($0 + size) })
        let test = try #require(KolmogorovSmirnovTest(low, high))
        #expect(test.distance == 1)
        if abs(Double(size) / 2 - x * x) < 0.02 {
            #expect(abs(test.probability - published) < 0.01)
        }
    }

    /// The 95 % points of chi squared: 3.841 with one degree of freedom, 5.991 with two.
    @Test func `knows chi squared`() throws {
        let none = try #require(ContingencyTest([50, 50], [50, 50]))
        #expect(none.probability == 1)
        let some = try #require(ContingencyTest([60, 40], [46, 54]))
        #expect(abs(some.statistic - 3.934) < 0.001)
        #expect(abs(some.probability - 0.0473) < 0.0002)
        let three = try #require(ContingencyTest([30, 30, 40], [42, 30, 28]))
        #expect(three.degreesOfFreedom == 2)
    }

    @Test func `classes that never occur are none`() throws {
        let test = try #require(ContingencyTest([10, 0, 5], [12, 0, 4]))
        #expect(test.degreesOfFreedom == 1)
        #expect(ContingencyTest([10, 0], [12, 0]) == nil)
    }
}
