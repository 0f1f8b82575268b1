package import Analysis
internal import RunModel

/// limits.csv: a line a finding.
package enum LimitsCSV {
    package static let columns = [
        "subject", "stated_by", "stated", "observed", "verdict", "stated_value", "observed_value",
        "unit", "reason",
    ]

    /// All lines, each ended by a line feed. Fields are quoted as RFC 4180 says.
    package static func text(_ summary: LimitsSummary) -> String {
        ([columns.joined(separator: ",")] + summary.findings.map(line)).map { $0 + "\n" }.joined()
    }

    private static func line(_ finding: LimitFinding) -> String {
        let number = { (value: Double?) in value.map { QuantityFormat.exact($0) } ?? "" }
        return [
            finding.subject.rawValue, finding.source?.rawValue ?? "",
            field(finding.stated), field(finding.observed), finding.verdict?.rawValue ?? "",
            number(finding.statedValue), number(finding.observedValue), field(finding.unit),
            field(finding.reason),
        ].joined(separator: ",")
    }

    /// On one line, whatever a server wrote.
    private static func field(_ text: String?) -> String {
        CSVCell.text(TerminalText.harmless(text ?? ""))
    }
}
