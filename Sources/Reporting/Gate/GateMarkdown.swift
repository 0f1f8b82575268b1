package import Analysis
internal import RunModel

/// gate.md: the verdict, the tables and what they rest on, for a job's summary and a pull request's comment.
///
/// The first line is a comment by which a program finds it again and sees its verdict.
package struct GateMarkdown {
    private let result: GateResult

    package init(_ result: GateResult) {
        self.result = result
    }

    /// The whole text, under `SidesMarkdown.mostBytes`; the same result gives the same bytes.
    package func text() -> String {
        var text = "<!-- streamgauge-gate verdict=\(result.verdict.rawValue) -->"
        for part in parts().filter({ !$0.isEmpty }) {
            // What stands last is missed least.
            guard text.utf8.count + part.utf8.count < SidesMarkdown.mostBytes - 100 else {
                return text + "\n\nMore stands in gate.json.\n"
            }
            text += "\n\n" + part
        }
        return text + "\n"
    }

    private func parts() -> [String] {
        let mark =
            result.verdict.isPass ? "✓" : result.verdict == .cannotTell ? "?" : "✗"
        return [
            "### \(EmulatorMark.title("", result.isEmulated))\(mark) streamgauge \(MarkdownText.escaped(SidesWording.clipped(result.name))): "
                + GateWording.short(result.verdict),
            "**\(MarkdownText.escaped(GateWording.headline(result))).**"
                + (result.isAdvisory ? " Advisory: it does not fail the job." : ""),
            assertions(),
        ] + GateWording.comparisons(result).map(table) + [facts(), origin()]
    }

    private func assertions() -> String {
        guard !result.assertions.isEmpty else { return "" }
        return MarkdownText.table(
            ["assertion", "outcome"], numbersFrom: nil,
            result.assertions.map {
                [AssertionWording.sentence($0), AssertionWording.word($0.outcome)]
            })
    }

    private func table(_ part: GateWording.Named) -> String {
        let title = part.title.prefix(1).uppercased() + part.title.dropFirst()
        let lead =
            "**\(MarkdownText.escaped(String(title)))**: "
            + SidesWording.verdict(part.sides.verdict)
        let table = SidesMarkdown(part.sides).table()
        let hindrances = part.sides.hindrances.map {
            "- "
                + MarkdownText.escaped(
                    SidesWording.clipped(SidesWording.sentence($0, in: part.sides), 400))
        }.prefix(20).joined(separator: "\n")
        return [lead, hindrances, table].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func facts() -> String {
        GateWording.facts(result).map {
            "- " + MarkdownText.escaped(SidesWording.clipped($0, 400))
        }.joined(separator: "\n")
    }

    private func origin() -> String {
        let labels = result.labels
        let parts = [
            labels.branch, labels.shortCommit, result.runs.first?.endpoint,
            result.runs.first.map { SidesWording.plain($0.model) },
            "streamgauge \(result.version)",
        ].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.map { MarkdownText.escaped(SidesWording.clipped($0)) }.joined(separator: " · ")
    }
}
