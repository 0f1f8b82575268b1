internal import Analysis
internal import Foundation

/// How the numbers of one metric's change are rounded.
///
/// An interval that ends at 5.02 % where 5 % matters must not read as 5.0 %: the decimals are as many as it
/// takes for every end to stand on the side of the edges and of 0 on which it truly is.
struct ChangeFormat {
    /// What a change is counted in.
    enum Unit {
        case percent
        case points
        case count
    }

    let unit: Unit
    private let decimals: Int

    private static let mostDecimals = 4

    init(_ verdict: MetricVerdict) {
        unit =
            verdict.scale == .ratio ? .percent : verdict.unit == .share ? .points : .count
        let factor = unit == .count ? 1.0 : 100.0
        let ends = [verdict.low, verdict.high].compactMap { $0 }
        let edges = [verdict.bandBelow.map { -$0 }, verdict.bandAbove, 0].compactMap { $0 }
        let size = (ends + [verdict.effect ?? 0]).map(abs).max() ?? 0
        let fewest =
            verdict.metric.isOfLimits ? 0 : unit == .count ? 2 : size * factor >= 99.95 ? 0 : 1
        decimals =
            (fewest..<Self.mostDecimals).first { decimals in
                ends.allSatisfy { end in
                    edges.allSatisfy { edge in
                        Self.keepsOrder(end * factor, edge * factor, decimals)
                    }
                }
            } ?? Self.mostDecimals
    }

    private static func keepsOrder(_ left: Double, _ right: Double, _ decimals: Int) -> Bool {
        let power = pow(10, Double(decimals))
        let (first, second) = ((left * power).rounded(), (right * power).rounded())
        return left < right ? first < second : left > right ? first > second : true
    }

    /// ` %`, ` pp`, or nothing for counts.
    var suffix: String {
        switch unit {
        case .percent: " %"
        case .points: " pp"
        case .count: ""
        }
    }

    /// The unit as a sentence has it.
    var words: String { unit == .points ? " percentage points" : suffix }

    /// `+10.2`, without the unit.
    func signed(_ value: Double) -> String {
        let text = size(value)
        return value < 0 && text.contains { "123456789".contains($0) }
            ? "-" + text : value > 0 ? "+" + text : text
    }

    /// `10.2`, without sign and unit.
    func size(_ value: Double) -> String {
        let scaled = abs(value) * (unit == .count ? 1 : 100)
        return scaled >= 999.5
            ? QuantityFormat.count(scaled) : QuantityFormat.fixed(scaled, decimals: decimals)
    }

    /// `5`, `4.8`, `0.05`: an edge of what matters, or a change that could be seen, with no more decimals than
    /// it has.
    func limit(_ value: Double) -> String {
        let scaled = abs(value) * (unit == .count ? 1 : 100)
        let power = scaled < 10 ? 100.0 : scaled < 100 ? 10 : 1
        return QuantityFormat.tick((scaled * power).rounded() / power)
    }
}
