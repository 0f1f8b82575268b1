import Foundation
import Statistics
import Testing

@testable import Analysis

@Suite struct StepSettlingTests {
    /// Answers whose first `slow` take `factor` times as long.
    private func word(_ seed: Int, slow: Int = 0, factor: Double = 1, count: Int = 120)
        -> SweepStep.Settling
    {
        var generator = SeededGenerator(seed: UInt64(seed), purpose: 6, index: 0)
        let values = (0..<count).map { index in
            let normal =
                (-2 * log(generator.unit())).squareRoot() * cos(2 * .pi * generator.unit())
            return 200 * exp(0.15 * normal) * (index < slow ? factor : 1)
        }
        return StepSettling([values]).word
    }

    @Test func `a steady target is hardly ever taken for one that settles`() {
        let wrong = (1...200).count { word($0) != .settled }
        #expect(wrong <= 6, "\(wrong)")
    }

    @Test(arguments: [30, 50])
    func `a beginning that is half as slow again is seen`(slow: Int) {
        let found = (1...100).count { word($0, slow: slow, factor: 1.5) == .notSettled }
        #expect(found >= 90, "\(found)")
    }

    @Test func `few requests tell nothing`() {
        #expect(word(1, count: 20) == .unknown)
    }
}
