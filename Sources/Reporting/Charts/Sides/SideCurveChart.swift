internal import Analysis
internal import RunModel

/// The distribution of a latency on both sides: which share lies at or below each value, a line a run.
struct SideCurveChart {
    let curve: SideCurve

    func figure(name: String, title: String) -> Figure? {
        let values = (curve.base + curve.new).flatMap(\.milliseconds)
        guard !curve.base.isEmpty, !curve.new.isEmpty, let low = values.min(),
            let high = values.max(), low < high
        else { return nil }
        var chart = ChartSVG()
        let isLogarithmic = low > 0 && high / low > 8
        let x: any AxisScale =
            isLogarithmic
            ? LogScale(low...high, from: ChartSVG.left, to: ChartSVG.right)
            : LinearScale(low...high, from: ChartSVG.left, to: ChartSVG.right)
        let y = LinearScale(0...1, from: chart.floor, to: ChartSVG.top, tickCount: 4)
        let unit = LatencyUnit(milliseconds: median(of: curve.base + curve.new))
        chart.verticalAxis(y, label: "share at or below", .percent)
        for (side, curves) in [(Side.base, curve.base), (Side.new, curve.new)] {
            chart.group(side.group) { chart in
                for curve in curves { chart.path("stairs series", points(curve, x, y)) }
            }
        }
        chart.horizontalAxis(
            x,
            label: "\(Wording.name(curve.metric)), \(unit.name)"
                + (isLogarithmic ? ", logarithmic" : ""), TickFormat(unit: unit))
        return Figure(
            title, legend: Side.legend(form: "line"),
            drawing: chart.rendered(name: name, title: title, description: description))
    }

    /// The k-th of n values of equal weight is where the share of (k + 1/2) / n is reached.
    private func points(
        _ curve: QuantileCurve, _ x: any AxisScale, _ y: LinearScale
    ) -> [ChartSVG.Point] {
        let count = Double(curve.milliseconds.count)
        return curve.milliseconds.enumerated().map { index, value in
            (x.position(of: value), y.position(of: (Double(index) + 0.5) / count))
        }
    }

    private func median(of curves: [QuantileCurve]) -> Double {
        let values = curves.flatMap(\.milliseconds).sorted()
        return values.isEmpty ? 0 : values[values.count / 2]
    }

    private var description: String {
        let words = [("base", curve.base), ("new", curve.new)].map { side, curves in
            "\(side): half of the values at most "
                + QuantityFormat.latency(milliseconds: median(of: curves))
        }
        return words.joined(separator: "; ") + "."
    }
}

/// How the two sides of a comparison are told apart: by colour, and by dashes or the form of a mark.
enum Side {
    case base
    case new

    var toggle: Int { self == .base ? 0 : 1 }

    var style: String { self == .base ? "s-base" : "s-new" }

    /// The class of a group of marks: the side's colour, and the legend's entry.
    var group: String { "\(style) t\(toggle)" }

    static func legend(form: String) -> [LegendEntry] {
        [
            LegendEntry(Side.base.toggle, key: "\(form) \(Side.base.style)", "base"),
            LegendEntry(Side.new.toggle, key: "\(form) \(Side.new.style)", "new"),
        ]
    }
}
