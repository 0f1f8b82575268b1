package import Analysis
internal import RunModel

/// comparison.csv: a line a metric, worst first.
package enum SidesCSV {
    package static let columns = [
        "metric", "mode", "word", "lack", "advisory", "unit", "scale", "base", "new", "effect",
        "low",
        "high", "band_below", "band_above", "detectable", "needed", "inflation", "uncertainty",
        "drift", "drift_sure", "stall_limit_ms", "base_count", "new_count",
    ]

    /// All lines, each ended by a line feed. Fields are quoted as RFC 4180 says.
    package static func text(_ comparison: SideComparison) -> String {
        ([columns.joined(separator: ",")] + comparison.metrics.map { line($0, comparison) })
            .map { $0 + "\n" }.joined()
    }

    private static func line(
        _ verdict: MetricVerdict, _ comparison: SideComparison
    ) -> String {
        let counts = SidesWording.counts(verdict, comparison)
        let number = { (value: Double?) in value.map { QuantityFormat.exact($0) } ?? "" }
        let labels = [
            verdict.metric.rawValue, verdict.mode.rawValue, verdict.word.rawValue,
            verdict.lack?.rawValue ?? "", verdict.isAdvisory ? "true" : "false",
            verdict.unit.rawValue, verdict.scale.rawValue,
        ].map(CSVCell.text)
        let numbers = [
            verdict.base, verdict.new, verdict.effect, verdict.low, verdict.high,
            verdict.bandBelow, verdict.bandAbove, verdict.detectable,
            verdict.needed.map(Double.init), verdict.inflation, verdict.uncertainty, verdict.drift,
        ].map(number)
        let rest = [
            verdict.stallLimitMilliseconds, Double(counts.base), Double(counts.new),
        ].map(number)
        let isSure = verdict.isDriftSure ? "true" : "false"
        return (labels + numbers + [isSure] + rest).joined(separator: ",")
    }
}
