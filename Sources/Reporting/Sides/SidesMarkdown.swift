package import Analysis
internal import RunModel

/// comparison.md: the verdict, the table and what the words rest on, for a pull request (GitHub Flavored
/// Markdown).
package struct SidesMarkdown {
    private let comparison: SideComparison

    /// GitHub takes 65,536 characters a comment; a program that posts it may add some of its own.
    package static let mostBytes = 60_000
    private static let mostListed = 20

    package init(_ comparison: SideComparison) {
        self.comparison = comparison
    }

    /// The whole text; the same comparison gives the same bytes.
    package func text() -> String {
        var text = ""
        for part in parts().filter({ !$0.isEmpty }) {
            let added = (text.isEmpty ? "" : "\n\n") + part
            // What stands last is what is missed least.
            guard text.utf8.count + added.utf8.count < Self.mostBytes - 100 else {
                return text + "\n\nMore stands in comparison.json.\n"
            }
            text += added
        }
        return text + "\n"
    }

    private func parts() -> [String] {
        [
            "# "
                + EmulatorMark.title(
                    "Comparison: \(SidesWording.verdict(comparison.verdict))",
                    comparison.isEmulated),
            "**\(MarkdownText.escaped(SidesWording.headline(comparison)))**",
            list(comparison.hindrances.map { SidesWording.sentence($0, in: comparison) }),
            list(SidesWording.limitChanges(comparison)),
            table(), list(SidesWording.census(comparison)), list(SidesWording.method(comparison)),
            sides(), titled("Work", work()),
            titled("Plans differ", list(comparison.differences.map(SidesWording.sentence))),
            titled(
                "What came with it, not its cause",
                list(comparison.hints.map { SidesWording.sentence($0, in: comparison) })),
        ]
    }

    private func titled(_ title: String, _ text: String) -> String {
        text.isEmpty ? "" : "## \(title)\n\n\(text)"
    }

    private func list(_ items: [String]) -> String {
        let rest = items.count - Self.mostListed
        let shown = items.prefix(Self.mostListed) + (rest > 0 ? ["and \(rest) more"] : [])
        return shown.map { "- " + MarkdownText.escaped(SidesWording.clipped($0, 400)) }
            .joined(separator: "\n")
    }

    func table() -> String {
        guard comparison.metrics.contains(where: { $0.lack != .hindered }) else { return "" }
        let rows = comparison.metrics.map { verdict in
            [
                SidesWording.name(verdict, in: comparison),
                SidesWording.signed(verdict, in: comparison),
                SidesWording.value(verdict.base, verdict), SidesWording.value(verdict.new, verdict),
                SidesWording.change(verdict) ?? "—", SidesWording.interval(verdict) ?? "—",
                SidesWording.remark(verdict, in: comparison) ?? "",
            ]
        }
        return MarkdownText.table(
            ["metric", "word", "base", "new", "change", "interval", "remark"], numbersFrom: nil,
            rows) + (SidesWording.usesPoints(comparison) ? "\n\npp: percentage points" : "")
    }

    private func sides() -> String {
        let sides = [("base", comparison.base), ("new", comparison.new)]
        return list(
            sides.flatMap { side, runs in
                runs.map { run in
                    "\(side): "
                        + ([SidesWording.clipped(run.name)]
                        + SidesWording.facts(run, in: comparison))
                        .joined(separator: ", ")
                }
            })
    }

    private func work() -> String {
        list(comparison.work.map { SidesWording.sentence($0, in: comparison) })
    }
}
