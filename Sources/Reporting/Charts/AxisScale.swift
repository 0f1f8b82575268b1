internal import Foundation

/// Maps values to positions along one axis of a drawing.
protocol AxisScale {
    /// The value at each end.
    var domain: ClosedRange<Double> { get }
    /// Where a reader expects a mark, ascending, inside the domain.
    var ticks: [Double] { get }

    func position(of value: Double) -> Double
}

/// Equal differences, equal lengths.
struct LinearScale: AxisScale {
    let domain: ClosedRange<Double>
    let ticks: [Double]
    private let start: Double
    private let end: Double

    /// `start` is the position of the domain's lower end, `end` that of its upper end: the lesser one
    /// for an axis that goes up.
    init(_ domain: ClosedRange<Double>, from start: Double, to end: Double, tickCount: Int = 6) {
        self.domain = domain
        self.start = start
        self.end = end
        ticks = Self.niceTicks(domain, about: tickCount)
    }

    func position(of value: Double) -> Double {
        let length = domain.upperBound - domain.lowerBound
        guard length > 0 else { return start }
        return start + (end - start) * (value - domain.lowerBound) / length
    }

    /// Multiples of 1, 2 or 5 times a power of ten.
    static func niceTicks(_ domain: ClosedRange<Double>, about count: Int) -> [Double] {
        let length = domain.upperBound - domain.lowerBound
        guard length > 0, length.isFinite, count > 0 else { return [domain.lowerBound] }
        let rough = length / Double(count)
        let power = pow(10, floor(log10(rough)))
        let step = ([1, 2, 5].first { $0 * power >= rough * 0.999 } ?? 10) * power
        let first = Int((domain.lowerBound / step - 1e-9).rounded(.up))
        let last = Int((domain.upperBound / step + 1e-9).rounded(.down))
        guard first <= last else { return [] }
        return (first...last).map { Double($0) * step }
    }
}

/// Equal ratios, equal lengths; the domain lies above 0.
struct LogScale: AxisScale {
    let domain: ClosedRange<Double>
    let ticks: [Double]
    private let line: LinearScale

    init(_ domain: ClosedRange<Double>, from start: Double, to end: Double) {
        precondition(domain.lowerBound > 0, "a logarithmic axis has no 0")
        self.domain = domain
        line = LinearScale(
            log10(domain.lowerBound)...log10(domain.upperBound), from: start, to: end)
        ticks = Self.niceTicks(domain)
    }

    func position(of value: Double) -> Double {
        line.position(of: log10(max(value, domain.lowerBound)))
    }

    /// 1, 2 and 5 in each power of ten, or the powers alone where those would be too many.
    private static func niceTicks(_ domain: ClosedRange<Double>) -> [Double] {
        let low = Int(floor(log10(domain.lowerBound)))
        let high = Int(ceil(log10(domain.upperBound)))
        let steps: [Double] = high - low <= 2 ? [1, 2, 5] : [1]
        return (low...high).flatMap { power in steps.map { $0 * pow(10, Double(power)) } }
            .filter { domain.contains($0) }
    }
}
