internal import Analysis
internal import RunModel

/// runs.md: what was run, the numbers, and the differences from the first, for a pull request
/// or a wiki (GitHub Flavored Markdown).
package struct RunsMarkdown {
    private let report: RunsReport
    private let titles: [RunTitle]

    package init(_ report: RunsReport) {
        self.report = report
        titles = report.runs.enumerated().map { RunTitle($0.element, at: $0.offset) }
    }

    /// The whole text; the same summaries give the same bytes.
    package func text() -> String {
        let modes = ResponseMode.allCases.filter { mode in
            report.runs.contains { $0.summary.numbers[mode] != nil }
        }
        let numbers = RunsQuantity.groups(
            hasOpenLoop: report.runs.contains { $0.summary.manifest.plan.load.isOpenLoop }
        ).flatMap { group in modes.flatMap { self.tables(group, $0) } }
        return
            (["# " + MarkdownText.escaped(report.title), runs, reasons] + numbers + [
                "Intervals (95 %) are those within the runs: two runs of the same server differ by more."
            ]).filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// Why numbers are to be read with care.
    private var reasons: String {
        RunTitle.reasons(report.runs, titles).map { "- " + MarkdownText.escaped($0) }
            .joined(separator: "\n")
    }

    private var runs: String {
        MarkdownText.table(
            ["run", "started (UTC)", "load", "target", "model", "verdict"], numbersFrom: nil,
            zip(report.runs, titles).map { run, title in
                let manifest = run.summary.manifest
                return [
                    title.short, title.started, Wording.load(manifest.plan), manifest.endpoint,
                    manifest.plan.request.model, Wording.verdict(run.summary.validity.verdict),
                ]
            })
    }

    /// The numbers, and below them the differences.
    private func tables(_ group: RunsQuantity.Group, _ mode: ResponseMode) -> [String] {
        let found = report.runs.indices.filter { report.runs[$0].summary.numbers[mode] != nil }
        let labels = group.quantities.map { quantity in
            found.lazy.compactMap { number(quantity, $0, mode) }.first.map(Wording.label)
        }
        let shown = zip(group.quantities, labels).compactMap { quantity, label in
            label.map { (quantity, $0) }
        }
        guard !shown.isEmpty else { return [] }
        let head = ["run", "load"] + shown.map(\.1)
        let values = found.map { index in
            [titles[index].short, titles[index].load]
                + shown.map { value(number($0.0, index, mode)) }
        }
        let name = MarkdownText.escaped("\(group.name), \(Wording.mode(mode))")
        let changes = found.dropFirst(found.first == 0 ? 1 : found.count).map { index in
            [titles[index].short, titles[index].load]
                + shown.map { change($0.0, index, mode) }
        }
        return ["**\(name)**", MarkdownText.table(head, numbersFrom: 2, values)]
            + (changes.isEmpty
                ? []
                : [
                    "**\(name), less run 1**", MarkdownText.table(head, numbersFrom: 2, changes),
                ])
    }

    private func number(
        _ quantity: RunsQuantity, _ index: Int, _ mode: ResponseMode
    ) -> Estimate? {
        quantity.value(in: report.runs[index].summary.numbers[mode])
    }

    private func value(_ number: Estimate?) -> String {
        guard let number else { return "—" }
        guard let value = number.value else {
            return number.note.isEmpty ? "—" : MarkdownText.escaped("— (\(number.note))")
        }
        return QuantityFormat.quantity(value, number.unit)
            + (QuantityFormat.interval(number).map { " (\($0))" } ?? "")
    }

    private func change(_ quantity: RunsQuantity, _ index: Int, _ mode: ResponseMode) -> String {
        guard let number = number(quantity, index, mode), let base = self.number(quantity, 0, mode),
            let change = EstimateChange(number, base: base)
        else { return "—" }
        return ChangeText(change, number.unit).line
    }
}
