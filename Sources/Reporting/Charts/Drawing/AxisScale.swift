internal import Foundation

/// Maps values to positions along one axis of a drawing.
protocol AxisScale {
    /// The value at each end.
    var domain: ClosedRange<Double> { get }
    /// Where a reader expects a mark, ascending, inside the domain.
    var ticks: [Double] { get }
    /// Whether equal lengths are equal ratios, which the axis's label says.
    var isLogarithmic: Bool { get }

    func position(of value: Double) -> Double
}

/// Equal differences, equal lengths.
struct LinearScale: AxisScale {
    let domain: ClosedRange<Double>
    let ticks: [Double]
    let isLogarithmic = false
    private let start: Double
    private let end: Double

    /// `start` is the position of the domain's lower end, `end` that of its upper end: the lesser one
    /// for an axis that goes up. Of what is counted `isWhole` keeps the whole marks.
    init(
        _ domain: ClosedRange<Double>, from start: Double, to end: Double, tickCount: Int = 5,
        isWhole: Bool = false
    ) {
        self.domain = domain
        self.start = start
        self.end = end
        let ticks = Self.niceTicks(domain, about: tickCount)
        self.ticks = isWhole ? ticks.filter { $0 == $0.rounded() } : ticks
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
    let isLogarithmic = true
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

    /// 1, 2 and 5 in each power of ten, or the powers alone where those would be too many; equal steps
    /// where the domain holds fewer than two of them.
    private static func niceTicks(_ domain: ClosedRange<Double>) -> [Double] {
        let low = Int(floor(log10(domain.lowerBound)))
        let high = Int(ceil(log10(domain.upperBound)))
        let steps: [Double] = high - low <= 3 ? [1, 2, 5] : [1]
        let found = (low...high).flatMap { power in steps.map { $0 * pow(10, Double(power)) } }
            .filter { domain.contains($0) }
        guard found.count < 2 else { return found }
        // About three can be one; a reader needs two to see a scale.
        let finer = (3...6).map { LinearScale.niceTicks(domain, about: $0) }
        return finer.first { $0.count > 1 } ?? finer[0]
    }
}

/// Quantiles by their nines: 90, 99 and 99.9 % stand equally far apart, x = log10(1 / (1 - q)).
struct NinesScale: AxisScale {
    let domain: ClosedRange<Double>
    let ticks: [Double]
    let isLogarithmic = true
    private let line: LinearScale

    /// From the median to `greatest`, which lies below 1.
    init(to greatest: Double, from start: Double, to end: Double) {
        domain = 0.5...max(greatest, 0.9)
        line = LinearScale(
            Self.nines(domain.lowerBound)...Self.nines(domain.upperBound), from: start, to: end)
        let powers = (1...9).map { 1 - pow(10, -Double($0)) }
        let top = domain.upperBound
        ticks = [0.5] + powers.filter { $0 <= top + 1e-12 }
    }

    func position(of value: Double) -> Double { line.position(of: Self.nines(value)) }

    private static func nines(_ quantile: Double) -> Double { -log10(1 - quantile) }
}

/// The scale a latency axis takes: logarithmic where the values lie more than twelvefold apart.
enum LatencyScale {
    static func scale(
        low: Double, high: Double, from start: Double, to end: Double, tickCount: Int = 4
    ) -> any AxisScale {
        if low > 0, high / low > 12 {
            return LogScale(low * 0.85...high * 1.1, from: start, to: end)
        }
        let top = high > 0 ? high * 1.05 : 1
        return LinearScale(0...top, from: start, to: end, tickCount: tickCount)
    }
}
