internal import Analysis
internal import Foundation

/// How samples are written for those who gather them.
package enum MetricsDialect: Sendable {
    /// Prometheus' text format 0.0.4, which promtool, a pushgateway and node-exporter's textfile collector read.
    case prometheus
    /// OpenMetrics 1.0, which has more types, units, and a mark of its end.
    case openMetrics
}

/// One metric family of an exposition: its metadata, then its samples.
struct MetricFamily {
    /// The types that are written. Prometheus' text knows neither of the last two: they become gauges there.
    enum Kind: String {
        case gauge, counter, histogram, summary, info, stateset
    }

    let name: String
    /// A suffix of the name; empty for a count.
    var unit = ""
    let kind: Kind
    let help: String
    private var samples: [String] = []

    init(name: String, unit: String = "", kind: Kind, help: String) {
        self.name = name
        self.unit = unit
        self.kind = kind
        self.help = help
    }

    var isEmpty: Bool { samples.isEmpty }

    /// `suffix` is what the type appends to the family's name, such as `_count`.
    mutating func add(_ suffix: String, _ labels: [(String, String)], _ value: Double) {
        let list = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        samples.append(
            name + suffix + (list.isEmpty ? "" : "{\(list)}") + " \(Self.number(value))\n")
    }

    func text(_ dialect: MetricsDialect) -> String {
        let help = Self.escaped(help)
        switch dialect {
        case .openMetrics:
            return "# TYPE \(name) \(kind)\n" + (unit.isEmpty ? "" : "# UNIT \(name) \(unit)\n")
                + "# HELP \(name) \(help)\n" + samples.joined()
        case .prometheus:
            // There a family has the name of its samples.
            let suffix = [.info: "_info", .counter: "_total"][kind] ?? ""
            let name = name + suffix
            let kind = [.info, .stateset].contains(kind) ? .gauge : kind
            return "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n" + samples.joined()
        }
    }

    /// Twelve digits: more than nanoseconds of a day have, fewer than those by which a change of unit is inexact.
    private static func number(_ value: Double) -> String {
        guard let rounded = Double(String(format: "%.12g", value)) else {
            return QuantityFormat.exact(value)
        }
        return QuantityFormat.exact(rounded)
    }

    /// Backslash, quote and line feed, as ABNF `escaped-string` asks; other control characters become
    /// spaces before.
    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in TerminalText.harmless(text).unicodeScalars {
            if scalar == "\\" || scalar == "\"" { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }
}

/// A unit as it is written for Prometheus: base units, in full, at the name's end.
struct MetricUnit {
    let suffix: String
    /// From the summary's unit to the base unit.
    let factor: Double

    init(_ unit: SummaryUnit) {
        (suffix, factor) =
            switch unit {
            case .milliseconds: ("seconds", 0.001)
            case .seconds: ("seconds", 1)
            case .share: ("ratio", 1)
            case .count: ("", 1)
            case .tokensPerSecond: ("tokens_per_second", 1)
            case .eventsPerSecond: ("events_per_second", 1)
            case .requestsPerSecond: ("requests_per_second", 1)
            default: (unit.rawValue.replacing("/", with: "_per_"), 1)
            }
    }

    /// A number of a summary in the base unit, without digits that a histogram does not have.
    func base(_ value: Double, of row: SummaryRow) -> Double {
        (Double(QuantityFormat.exact(value, of: row)) ?? value) * factor
    }

    /// The name with the unit at its end, but not twice: `throughput_tokens` and `tokens_per_second` make
    /// `throughput_tokens_per_second`.
    func name(_ base: String) -> String {
        guard !suffix.isEmpty, !base.hasSuffix("_\(suffix)") else { return base }
        let first = suffix.split(separator: "_").first.map(String.init) ?? suffix
        let stem = base.hasSuffix("_\(first)") ? String(base.dropLast(first.count + 1)) : base
        return "\(stem)_\(suffix)"
    }
}
