package import Analysis
internal import RunModel

/// What a limits run prints when it has ended: at most 80 columns, for a person.
package struct ConsoleLimits {
    private let summary: LimitsSummary
    private let files: [String]
    private let text: TerminalText

    /// - Parameters:
    ///   - summary: What to print.
    ///   - files: Paths to name at the end.
    ///   - usesColour: Whether to write ANSI colours; whoever calls knows of NO_COLOR and terminals.
    package init(_ summary: LimitsSummary, files: [String] = [], usesColour: Bool = false) {
        self.summary = summary
        self.files = files
        text = TerminalText(usesColour: usesColour)
    }

    /// All lines, each ended by a line feed.
    package func rendered() -> String {
        let table =
            summary.findings.isEmpty
            ? [] : [""] + [text.coloured(head, .dim)] + summary.findings.flatMap(lines)
        return (heading() + table + [""] + closing()).map {
            TerminalText.withoutTrailingSpace($0) + "\n"
        }.joined()
    }

    private func heading() -> [String] {
        let manifest = summary.manifest
        return TerminalText.wrapped(
            TerminalText.harmless(
                EmulatorMark.title(
                    "\(manifest.plan.name): \(LimitsWording.plan(manifest.plan.limits))",
                    manifest.isEmulated)),
            TerminalText.width
        ).map { text.coloured($0, .bold) }
            + [TerminalText.harmless("\(manifest.endpoint)  \(manifest.plan.request.model)")]
    }

    // MARK: The table

    private static let widths = [30, 14, 16, 14]
    /// A cell that needs more lines, or holds a longer word, stands below its row.
    private static let mostLines = 2

    private var head: String {
        TerminalText.withoutTrailingSpace(
            zip(["limit", "stated", "observed", "verdict"], Self.widths)
                .map { TerminalText.left($0, $1) }.joined(separator: "  "))
    }

    /// The row, broken in its columns, and below it what had no room there and what it rests on.
    private func lines(_ finding: LimitFinding) -> [String] {
        let cells = [
            ("", LimitsWording.subject(finding.subject)),
            ("stated", LimitsWording.stated(finding)),
            ("observed", LimitsWording.observed(finding)),
        ].map { ($0, TerminalText.harmless($1)) }
        var below: [String] = []
        let columns = zip(cells, Self.widths).map { cell, width in
            let (name, words) = cell
            guard !name.isEmpty, !Self.fits(words, width) else {
                return TerminalText.wrapped(words, width)
            }
            below += Self.indented("\(name): \(words)")
            return ["see below"]
        }
        let height = columns.map(\.count).max() ?? 1
        let verdict = text.coloured(
            LimitsWording.signed(finding.verdict), Self.colour(finding.verdict))
        let rows = (0..<height).map { line in
            zip(columns, Self.widths).map { column, width in
                TerminalText.left(line < column.count ? column[line] : "", width)
            }.joined(separator: "  ") + (line == 0 ? "  " + verdict : "")
        }
        let reason = finding.reason.isEmpty ? [] : Self.indented(finding.reason)
        return rows + below + reason.map { text.coloured($0, .dim) }
    }

    private static func fits(_ words: String, _ width: Int) -> Bool {
        let lines = TerminalText.wrapped(words, width)
        return lines.count <= mostLines && lines.allSatisfy { $0.count <= width }
    }

    private static func indented(_ words: String) -> [String] {
        TerminalText.wrapped(
            TerminalText.harmless(words), TerminalText.width - 2, breaksWords: true
        ).map { "  " + $0 }
    }

    private static func colour(_ verdict: LimitFinding.Verdict?) -> TerminalText.Colour {
        switch verdict {
        case .holds: .green
        case .lower, .higher, .notEnforced: .red
        case .cannotTell: .yellow
        case nil: .dim
        }
    }

    // MARK: What stands below

    private func closing() -> [String] {
        let notices =
            [LimitsWording.ending(summary.manifest.ending)].compactMap { $0 }
            + summary.manifest.notices.map { TerminalText.harmless($0.text) }
        return TerminalText.wrapped(LimitsWording.conclusion(summary), TerminalText.width).map {
            text.coloured($0, .bold)
        }
            + (LimitsWording.statement(summary).map {
                TerminalText.wrapped($0, TerminalText.width)
            } ?? [])
            + TerminalText.hanging("used", facts: LimitsWording.use(summary))
            + notices.flatMap { TerminalText.hanging("notice", $0) }
            + files.flatMap { TerminalText.hanging("written", TerminalText.harmless($0)) }
    }
}
