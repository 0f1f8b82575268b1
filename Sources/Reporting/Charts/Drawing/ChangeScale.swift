internal import Foundation

/// Changes in parts of the base, such as 0.1 for 10 % more, so that equal lengths are equal ratios: half as
/// much lies as far from no change as twice as much.
struct ChangeScale: AxisScale {
    let domain: ClosedRange<Double>
    let ticks: [Double]
    let isLogarithmic = true
    private let line: LinearScale

    /// The domain lies above -1, where nothing is left.
    init(_ domain: ClosedRange<Double>, from start: Double, to end: Double) {
        precondition(domain.lowerBound > -1, "a logarithmic axis has no 0")
        self.domain = domain
        line = LinearScale(
            log1p(domain.lowerBound)...log1p(domain.upperBound), from: start, to: end)
        ticks = Self.niceTicks(domain)
    }

    func position(of value: Double) -> Double {
        line.position(of: log1p(min(max(value, domain.lowerBound), domain.upperBound)))
    }

    /// Equal steps in a small domain; in a large one ratios that a reader knows.
    private static func niceTicks(_ domain: ClosedRange<Double>) -> [Double] {
        if domain.upperBound < 1.2, domain.lowerBound > -0.6 {
            return LinearScale.niceTicks(domain, about: 6)
        }
        let ratios = [-0.99, -0.95, -0.9, -0.75, -0.5, 0, 1, 3, 9, 19, 99, 999]
        return ratios.filter { domain.contains($0) }
    }
}
