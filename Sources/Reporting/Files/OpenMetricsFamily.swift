internal import Analysis

/// One metric family of an exposition: its metadata, then its samples (OpenMetrics 1.0, "Text format").
struct OpenMetricsFamily {
    let name: String
    /// A suffix of the name; empty for a count.
    var unit = ""
    let type: String
    let help: String
    private var samples: [String] = []

    init(name: String, unit: String = "", type: String, help: String) {
        self.name = name
        self.unit = unit
        self.type = type
        self.help = help
    }

    var isEmpty: Bool { samples.isEmpty }

    /// `suffix` is what the type appends to the family's name, such as `_count`.
    mutating func add(_ suffix: String, _ labels: [(String, String)], _ value: Double) {
        let list = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        samples.append(
            name + suffix + (list.isEmpty ? "" : "{\(list)}") + " \(QuantityFormat.exact(value))\n")
    }

    var text: String {
        "# TYPE \(name) \(type)\n" + (unit.isEmpty ? "" : "# UNIT \(name) \(unit)\n")
            + "# HELP \(name) \(Self.escaped(help))\n" + samples.joined()
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

/// A unit as OpenMetrics writes it: base units, in full, at the name's end.
struct OpenMetricsUnit {
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

    /// The name with the unit at its end, but not twice: `throughput_tokens` and `tokens_per_second` make
    /// `throughput_tokens_per_second`.
    func name(_ base: String) -> String {
        guard !suffix.isEmpty, !base.hasSuffix("_\(suffix)") else { return base }
        let first = suffix.split(separator: "_").first.map(String.init) ?? suffix
        let stem = base.hasSuffix("_\(first)") ? String(base.dropLast(first.count + 1)) : base
        return "\(stem)_\(suffix)"
    }
}
