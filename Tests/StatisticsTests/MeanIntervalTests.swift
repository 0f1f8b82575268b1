import Statistics
import Testing

@Suite struct MeanIntervalTests {
    /// Percentage points of Student's t for 0.975 and 0.995, as in any printed table.
    @Test(arguments: [
        (1, 0.975, 12.706), (2, 0.975, 4.303), (3, 0.975, 3.182), (4, 0.975, 2.776),
        (5, 0.975, 2.571), (9, 0.975, 2.262), (10, 0.975, 2.228), (30, 0.975, 2.042),
        (120, 0.975, 1.980), (1, 0.995, 63.657), (4, 0.995, 4.604), (29, 0.95, 1.699),
    ])
    func `has the tabulated quantiles of Student's t`(freedom: Int, p: Double, t: Double) {
        #expect(abs(StudentT(degreesOfFreedom: freedom).quantile(p) - t) < 0.0006)
    }

    /// Five values of mean 10 and deviation sqrt(2.5): 10 ± 2.776 x 0.7071.
    @Test func `encloses a mean`() throws {
        let interval = try #require(MeanInterval([8, 9, 10, 11, 12]))
        #expect(interval.mean == 10)
        #expect(interval.count == 5)
        #expect(abs(interval.low - 8.0368) < 0.0005)
        #expect(abs(interval.high - 11.9632) < 0.0005)
    }

    @Test(arguments: [[], [1.0]])
    func `needs two values`(values: [Double]) {
        #expect(MeanInterval(values) == nil)
    }
}
