internal import Foundation

/// The loads of sweeps along an axis: equal ratios, equal lengths, and a mark at each load that was measured.
struct LoadScale: AxisScale {
    let domain: ClosedRange<Double>
    let ticks: [Double]
    let isLogarithmic: Bool
    private let line: LinearScale

    /// `values` lie above 0.
    init(_ values: [Double], from start: Double, to end: Double) {
        let loads = Set(values).sorted()
        let (low, high) = (loads.first ?? 1, loads.last ?? 1)
        isLogarithmic = high > low * 3
        ticks = loads
        // Room for half a mark on both sides.
        domain =
            isLogarithmic
            ? low * pow(low / high, 0.05)...high * pow(high / low, 0.05)
            : low - max(high - low, low) * 0.06...high + max(high - low, low) * 0.06
        line =
            isLogarithmic
            ? LinearScale(log10(domain.lowerBound)...log10(domain.upperBound), from: start, to: end)
            : LinearScale(domain, from: start, to: end)
    }

    func position(of value: Double) -> Double {
        line.position(of: isLogarithmic ? log10(max(value, domain.lowerBound)) : value)
    }
}
