package import Analysis
internal import RunModel

/// limits.csv: a line a finding.
package enum LimitsCSV {
    package static let columns = [
        "subject", "stated_by", "stated", "observed", "verdict", "stated_value", "observed_value",
        "unit", "reason", "streams_left", "slots_lost", "recovered_low_s", "recovered_high_s",
    ]

    /// All lines, each ended by a line feed. Fields are quoted as RFC 4180 says.
    package static func text(_ summary: LimitsSummary) -> String {
        ([columns.joined(separator: ",")]
            + summary.findings.map { line($0, leak(of: $0, in: summary)) }).map { $0 + "\n" }
            .joined()
    }

    /// What a finding on lost slots rests on.
    private static func leak(of finding: LimitFinding, in summary: LimitsSummary) -> SlotLeak? {
        switch finding.subject {
        case .leakAfterCancel: summary.leaks?.first { $0.cause == .cancel }
        case .leakAfterCut: summary.leaks?.first { $0.cause == .cut }
        default: nil
        }
    }

    private static func line(_ finding: LimitFinding, _ leak: SlotLeak?) -> String {
        let number = { (value: Double?) in value.map { QuantityFormat.exact($0) } ?? "" }
        return [
            finding.subject.rawValue, finding.source?.rawValue ?? "",
            field(finding.stated), field(finding.observed), finding.verdict?.rawValue ?? "",
            number(finding.statedValue), number(finding.observedValue), field(finding.unit),
            field(finding.reason), leak.map { String($0.left) } ?? "",
            leak.map { String($0.lost) } ?? "", number(leak?.recoveredLowSeconds),
            number(leak?.recoveredHighSeconds),
        ].joined(separator: ",")
    }

    /// On one line, whatever a server wrote.
    private static func field(_ text: String?) -> String {
        CSVCell.text(TerminalText.harmless(text ?? ""))
    }
}
