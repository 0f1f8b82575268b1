/// The findings of `doctor` as a list for a terminal: a line each, with what it costs and what to do below.
package struct ConsoleExamination {
    private let examination: Examination
    private let text: TerminalText
    private let width: Int
    private let showsMendsAlone: Bool

    private static let indent = 22

    /// - Parameters:
    ///   - examination: What was found.
    ///   - width: Columns; at least 60 and at most 110 are used.
    ///   - showsMendsAlone: Whether all else is left out, the closing line too.
    ///   - usesColour: Whether to write ANSI colours; whoever calls knows of NO_COLOR and terminals.
    package init(
        _ examination: Examination, width: Int, showsMendsAlone: Bool = false, usesColour: Bool
    ) {
        self.showsMendsAlone = showsMendsAlone
        self.examination = examination
        self.width = min(max(width, 60), 110)
        text = TerminalText(usesColour: usesColour)
    }

    package func rendered() -> String {
        var lines: [String] = []
        for area in Finding.Area.allCases {
            let findings = examination.findings.filter {
                $0.area == area && (!showsMendsAlone || $0.state == .mend)
            }
            guard !findings.isEmpty else { continue }
            if !lines.isEmpty { lines.append("") }
            lines.append(text.coloured(title(area), .bold))
            lines += findings.flatMap(self.lines)
        }
        guard !showsMendsAlone else { return lines.map { $0 + "\n" }.joined() }
        return (lines + ["", closing, ""]).joined(separator: "\n")
    }

    private func title(_ area: Finding.Area) -> String {
        switch area {
        case .machine: "machine, for \(Wording.plural(examination.streams, "stream"))"
        case .target:
            examination.isEmulated == true
                ? "target: the embedded emulator"
                : "target: \(TerminalText.harmless(examination.target ?? ""))"
        }
    }

    private func lines(_ finding: Finding) -> [String] {
        let state = TerminalText.left(finding.state.rawValue, 6)
        let colour: TerminalText.Colour =
            switch finding.state {
            case .ok: .green
            case .note: .yellow
            case .mend: .red
            }
        let head =
            text.coloured(state, colour) + TerminalText.left(finding.check.title, Self.indent - 6)
        return hanging(head, finding.found)
            + (finding.cost.map { hanging(label("costs"), $0) } ?? [])
            + (finding.remedy.map { hanging(label("to do"), $0) } ?? [])
    }

    private func label(_ word: String) -> String {
        String(repeating: " ", count: 6)
            + text.coloured(TerminalText.left("  \(word)", Self.indent - 6), .dim)
    }

    private func hanging(_ head: String, _ words: String) -> [String] {
        TerminalText.wrapped(words, width - Self.indent).enumerated().map { index, line in
            (index == 0 ? head : String(repeating: " ", count: Self.indent)) + line
        }
    }

    private var closing: String {
        let mends = examination.findings.count { $0.state == .mend }
        let notes = examination.findings.count { $0.state == .note }
        let rest = notes == 0 ? "" : ", \(Wording.plural(notes, "note"))"
        return mends == 0 ? "Nothing to mend\(rest)." : "\(mends) to mend\(rest)."
    }
}
