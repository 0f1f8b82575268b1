import RunModel
import Testing

@testable import Reporting

/// Marks that let a reader see a scale.
@Suite struct AxisScaleTests {
    @Test(arguments: [61...67.1, 55...75, 3.9...4.4, 0.9...2.2, 8...520])
    func `a logarithmic axis has two marks at least, and not many`(domain: ClosedRange<Double>) {
        let ticks = LogScale(domain, from: 0, to: 100).ticks
        #expect((2...8).contains(ticks.count), "\(ticks)")
        #expect(ticks.allSatisfy(domain.contains))
    }

    @Test(arguments: [1, 2, 3, 9, 24])
    func `what is counted has whole marks`(count: Int) {
        let scale = LinearScale(0.5...Double(count) + 0.5, from: 0, to: 100, isWhole: true)
        #expect(!scale.ticks.isEmpty)
        #expect(scale.ticks.allSatisfy { $0 == $0.rounded() }, "\(scale.ticks)")
    }

    @Test(arguments: [
        (3600.0, "1 h"), (120, "2 min"), (90, "1 min 30 s"), (45, "45 s"), (0.2, "1 s"), (0, "0 s"),
        (3723, "1 h 2 min 3 s"),
    ])
    func `a time is said in whole seconds`(seconds: Double, text: String) {
        #expect(TimeSpan(.milliseconds(Int64(seconds * 1000))).short == text)
    }
}
