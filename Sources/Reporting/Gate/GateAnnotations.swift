package import Analysis

/// Lines that a GitHub runner reads from the output of a step, and those of its output file
/// (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands).
package enum GateAnnotations {
    /// `::error` and `::warning`, worst first; none where it passed without a word.
    package static func lines(_ result: GateResult) -> [String] {
        guard !result.verdict.isPass else { return [] }
        let command = result.exitCode != 0 && result.verdict != .cannotTell ? "error" : "warning"
        let title = "streamgauge \(GateWording.short(result.verdict))"
        var sentences = [GateWording.headline(result)]
        if result.verdict != .assertionFailed { sentences += GateWording.broken(result) }
        if result.verdict != .regression { sentences += GateWording.worse(result) }
        return sentences.prefix(9).map {
            "::\(command) title=\(property(title))::\(data($0))"
        }
    }

    /// Keys and values of GITHUB_OUTPUT, a line each; `report` is the path of the page or of gate.md.
    package static func outputs(_ result: GateResult, report: String) -> String {
        let worst = [result.recent?.sides, result.release?.sides, result.sides].compactMap { $0 }
            .flatMap(\.deciding).first { $0.word == .worse }
        let values = [
            ("verdict", result.verdict.rawValue),
            ("exit_code", String(result.exitCode)),
            ("worst_metric", worst?.metric.rawValue ?? ""),
            ("report", report),
            ("previous_verdict", result.previous?.rawValue ?? ""),
            ("changed", result.isChanged ? "true" : "false"),
        ]
        return values.map { "\($0)=\(TerminalText.harmless($1))\n" }.joined()
    }

    private static func data(_ text: String) -> String {
        TerminalText.harmless(text).replacing("%", with: "%25").replacing("\r", with: "%0D")
            .replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
