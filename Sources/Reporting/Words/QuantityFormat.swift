package import Analysis
internal import Foundation

/// The only place where a number is rounded and its unit chosen. Three significant digits: no
/// percentile of a run is known better.
package enum QuantityFormat {
    /// `204 ms`, `1.23 s`, `45.1 µs`; in the unit that keeps one to three digits before the point.
    package static func latency(milliseconds value: Double) -> String {
        let unit = LatencyUnit(milliseconds: value)
        return "\(digits(value / unit.milliseconds)) \(unit.name)"
    }

    /// `199–208 ms`, both ends in the unit of the greater; an open end is left out: `≥ 199 ms`.
    package static func latencyInterval(low: Double?, high: Double?) -> String? {
        switch (low, high) {
        case (let low?, let high?):
            let unit = LatencyUnit(milliseconds: high)
            let ends = [low, high].map { digits($0 / unit.milliseconds) }
            return "\(ends[0])–\(ends[1]) \(unit.name)"
        case (let low?, nil): return "≥ " + latency(milliseconds: low)
        case (nil, let high?): return "≤ " + latency(milliseconds: high)
        case (nil, nil): return nil
        }
    }

    /// `0.3 %`, `12.5 %`, `< 0.1 %`; a true zero is `0 %`.
    package static func share(_ value: Double) -> String {
        let percent = value * 100
        if percent == 0 { return "0 %" }
        if percent < 0.1 { return "< 0.1 %" }
        if percent == 100 { return "100 %" }
        // Rounded up to 100, the few that are missing would be denied.
        return percent > 99.9 ? "> 99.9 %" : fixed(percent, decimals: 1) + " %"
    }

    /// `1,234`; for what was counted.
    package static func count(_ value: Double) -> String {
        grouped(fixed(value, decimals: 0))
    }

    package static func count(_ value: Int) -> String { grouped(String(value)) }

    /// Three significant digits, grouped: `0.451`, `4.82`, `1,234`.
    package static func digits(_ value: Double) -> String {
        let size = abs(value)
        let decimals =
            switch size {
            case 0: 0
            case ..<0.001: 6
            case ..<0.9995: 3
            case ..<9.995: 2
            case ..<99.95: 1
            default: 0
            }
        return grouped(fixed(value, decimals: decimals))
    }

    /// A tick of an axis: as many decimals as it has, at most six.
    package static func tick(_ value: Double) -> String {
        var text = fixed(value, decimals: 6)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return grouped(text)
    }

    /// The value with its unit, as a person reads it.
    package static func quantity(_ value: Double, _ unit: SummaryUnit) -> String {
        switch unit {
        case .milliseconds: latency(milliseconds: value)
        case .seconds:
            0 < value && value < 0.001 ? latency(milliseconds: value * 1000) : digits(value) + " s"
        case .count: count(value)
        case .share: share(value)
        case .tokens, .tokensPerSecond, .eventsPerSecond, .requestsPerSecond, .bytesPerToken,
            .bytesPerEvent, .segmentsPerToken:
            digits(value) + " " + unit.rawValue
        case .ratio: digits(value)
        }
    }

    /// The interval of a number, in its unit; nil where it has none.
    package static func interval(_ number: Estimate) -> String? {
        if number.unit == .milliseconds {
            return latencyInterval(low: number.low, high: number.high)
        }
        guard let low = number.low, let high = number.high else { return nil }
        return range(low: low, high: high, number.unit)
    }

    /// `12.1–15.0 %`, `199–208 ms`; a rate or a count stands without its unit, which its value names.
    /// Where an end is negative, a word parts the two.
    static func range(low: Double, high: Double, _ unit: SummaryUnit) -> String {
        let dash = low < 0 ? " to " : "–"
        switch unit {
        case .milliseconds:
            let latency = LatencyUnit(milliseconds: max(abs(low), abs(high)))
            let ends = [low, high].map { digits($0 / latency.milliseconds) }
            return "\(ends[0])\(dash)\(ends[1]) \(latency.name)"
        case .share:
            return "\(fixed(low * 100, decimals: 1))\(dash)\(fixed(high * 100, decimals: 1)) %"
        default: return "\(digits(low))\(dash)\(digits(high))"
        }
    }

    /// The shortest decimal that reads back as the same number; for machines.
    package static func exact(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return "\(value)"
    }

    /// The same of a number of a summary: of one that a histogram knows to one in a thousand, four digits.
    package static func exact(_ value: Double, of row: SummaryRow) -> String {
        guard row.isOfHistogram, let rounded = Double(String(format: "%.4g", value)) else {
            return exact(value)
        }
        return exact(rounded)
    }

    /// `01:23`, or `1:02:03` from an hour on.
    package static func clock(_ duration: Duration) -> String {
        let seconds = Int(max(duration, .zero).components.seconds)
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        let tail = String(format: "%02d:%02d", minutes, rest)
        return hours > 0 ? "\(hours):\(tail)" : tail
    }

    /// A number of a drawing or a tick, with that many decimals.
    package static func fixed(_ value: Double, decimals: Int) -> String {
        let text = String(format: "%.\(decimals)f", value)
        // "-0.0" is no number a person writes.
        return text.hasPrefix("-") && text.allSatisfy { "-0.".contains($0) }
            ? String(text.dropFirst()) : text
    }

    private static func grouped(_ number: String) -> String {
        let isNegative = number.hasPrefix("-")
        let parts = number.drop { $0 == "-" }.split(separator: ".")
        guard let whole = parts.first else { return number }
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        let fraction = parts.count > 1 ? "." + parts[1] : ""
        return (isNegative ? "-" : "") + result + fraction
    }
}

/// The unit a latency is read in.
struct LatencyUnit {
    let name: String
    let milliseconds: Double

    init(milliseconds value: Double) {
        switch abs(value) {
        case 0: (name, milliseconds) = ("ms", 1)
        case ..<0.0009995: (name, milliseconds) = ("ns", 1e-6)
        case ..<0.9995: (name, milliseconds) = ("µs", 1e-3)
        case ..<999.5: (name, milliseconds) = ("ms", 1)
        default: (name, milliseconds) = ("s", 1000)
        }
    }
}
