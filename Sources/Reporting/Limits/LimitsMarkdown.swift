package import Analysis
internal import RunModel

/// limits.md: what holds and what does not, and the table, for a pull request or a wiki (GitHub Flavored
/// Markdown).
package struct LimitsMarkdown {
    private let summary: LimitsSummary

    package init(_ summary: LimitsSummary) {
        self.summary = summary
    }

    /// The whole text; the same summary gives the same bytes.
    package func text() -> String {
        let manifest = summary.manifest
        let rows = summary.findings.map { finding in
            [
                LimitsWording.subject(finding.subject), LimitsWording.stated(finding),
                LimitsWording.observed(finding), LimitsWording.signed(finding.verdict),
                finding.reason,
            ]
        }
        let notices =
            [LimitsWording.ending(manifest.ending)].compactMap { $0 }
            + manifest.notices.map(\.text)
        let parts = [
            "# "
                + MarkdownText.escaped(
                    EmulatorMark.title(manifest.plan.name, manifest.isEmulated)),
            MarkdownText.run(LimitsWording.plan(manifest.plan.limits), manifest),
            "**\(MarkdownText.escaped(LimitsWording.conclusion(summary)))**",
            LimitsWording.statement(summary).map(MarkdownText.escaped) ?? "",
            MarkdownText.escaped(Self.evidence(summary)),
            notices.map { "- " + MarkdownText.escaped($0) }.joined(separator: "\n"),
            rows.isEmpty
                ? ""
                : MarkdownText.table(
                    ["limit", "stated", "observed", "verdict", "reason"], numbersFrom: nil, rows),
            MarkdownText.escaped(
                LimitsWording.use(summary).joined(separator: ", ")
                    + "; \(manifest.tool) \(manifest.version)"),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// Until when it was measured, and with whose key.
    private static func evidence(_ summary: LimitsSummary) -> String {
        let manifest = summary.manifest
        let end = manifest.seconds.map { " to " + UTCText.clock(manifest, seconds: $0) } ?? ""
        let key = summary.apiKeyEnd.map { ", with the key \($0)" } ?? ""
        return
            "Measured on \(UTCText.day(manifest)) from \(UTCText.clock(manifest, seconds: 0))\(end) (UTC)\(key)."
    }
}
