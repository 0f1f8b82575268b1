internal import Analysis
internal import RunModel

/// The tables of a page of several runs, a row a run.
struct RunsTables {
    let runs: [RunsReport.Run]
    let titles: [RunTitle]

    init(_ runs: [RunsReport.Run]) {
        self.runs = runs
        titles = runs.enumerated().map { RunTitle($0.element, at: $0.offset) }
    }

    private func name(_ index: Int) -> Markup {
        let title = titles[index]
        return Markup(title.short)
            + Markup(trusted: "<small>\(Markup("\(title.load) · \(title.started)").html)</small>")
    }

    var verdicts: PageTable {
        PageTable(
            "The runs",
            columns: ["run", "verdict", "load", "target", "model", "requests", "failed"],
            texts: [1, 2, 3, 4],
            rows: runs.enumerated().map { index, run in
                let manifest = run.summary.manifest
                let validity = run.summary.validity
                let requests = run.summary.numbers.window?.count ?? 0
                let failed = run.summary.outcomes.filter(\.outcome.isFailure)
                    .reduce(0) { $0 + $1.count }
                return PageTable.Row(
                    name(index),
                    [
                        PageTable.Cell(
                            Markup(
                                trusted: #"<strong class="\#(validity.verdict.rawValue)">"#
                                    + Markup(Wording.verdict(validity.verdict)).html + "</strong>")
                        ),
                        PageTable.Cell(Wording.load(manifest.plan)),
                        PageTable.Cell(manifest.endpoint),
                        PageTable.Cell(manifest.plan.request.model),
                        PageTable.Cell(QuantityFormat.count(requests), order: Double(requests)),
                        PageTable.Cell(QuantityFormat.count(failed), order: Double(failed)),
                    ])
            })
    }

    /// Why runs are not simply trustworthy.
    var reasons: [Markup] {
        RunTitle.reasons(runs, titles).map { Markup($0) }
    }

    // MARK: Numbers

    private var groups: [RunsQuantity.Group] {
        RunsQuantity.groups(
            hasOpenLoop: runs.contains { $0.summary.manifest.plan.load.isOpenLoop })
    }

    /// A table a group and a mode that any run has.
    var numbers: [PageTable] {
        tables { group, mode in
            rows(mode) { index, numbers in
                let found = group.quantities.map { $0.value(in: numbers) }
                return found.contains { $0 != nil } ? found.map(Self.cell) : nil
            }
        }
    }

    /// Each run against the first, in its unit and in percent of the first.
    var differences: [PageTable] {
        guard runs.count > 1 else { return [] }
        return tables("less run 1") { group, mode in
            guard let base = runs[0].summary.numbers[mode] else { return [] }
            return rows(mode) { index, numbers in
                let pairs = group.quantities.map { ($0.value(in: numbers), $0.value(in: base)) }
                guard index > 0, pairs.contains(where: { $0.0 != nil && $0.1 != nil }) else {
                    return nil
                }
                return zip(group.quantities, pairs).map { quantity, pair in
                    guard let number = pair.0, let first = pair.1 else { return .empty }
                    return EstimateChange(number, base: first)
                        .map { Self.cell($0, number.unit, quantity) }
                        ?? PageTable.Cell(
                            "", detail: Wording.absence(number.value == nil ? number : first))
                }
            }
        }
    }

    private func tables(
        _ suffix: String = "",
        _ rows: (RunsQuantity.Group, ResponseMode) -> [PageTable.Row]
    ) -> [PageTable] {
        groups.flatMap { group in
            ResponseMode.allCases.compactMap { mode in
                let known = runs.compactMap { $0.summary.numbers[mode] }
                let shown = RunsQuantity.Group(
                    name: group.name,
                    quantities: group.quantities.filter { quantity in
                        known.contains { quantity.value(in: $0) != nil }
                    })
                let found = rows(shown, mode)
                guard !shown.quantities.isEmpty, !found.isEmpty else { return nil }
                let labels = shown.quantities.map { quantity in
                    known.lazy.compactMap { quantity.value(in: $0) }.first.map(Wording.label) ?? ""
                }
                let parts = [group.name, suffix, Wording.mode(mode)].filter { !$0.isEmpty }
                return PageTable(
                    parts.joined(separator: ", "), columns: ["run"] + labels, rows: found)
            }
        }
    }

    private func rows(
        _ mode: ResponseMode, _ cells: (Int, ModeNumbers) -> [PageTable.Cell]?
    ) -> [PageTable.Row] {
        runs.enumerated().compactMap { index, run in
            run.summary.numbers[mode].flatMap { numbers in
                cells(index, numbers).map { PageTable.Row(name(index), $0) }
            }
        }
    }

    /// A rate stands without its unit, which its column names.
    private static func cell(_ number: Estimate?) -> PageTable.Cell {
        guard let number else { return .empty }
        guard let value = number.value else {
            // A column of six has no room for more.
            let isShort = number.note.contains(SummaryNote.tooShortForRate)
            return PageTable.Cell("", detail: isShort ? "too short" : Wording.absence(number))
        }
        return PageTable.Cell(
            number.statistic == .rate
                ? QuantityFormat.digits(value) : QuantityFormat.quantity(value, number.unit),
            detail: QuantityFormat.interval(number) ?? "", order: value)
    }

    private static func cell(
        _ change: EstimateChange, _ unit: SummaryUnit, _ quantity: RunsQuantity
    ) -> PageTable.Cell {
        let text = ChangeText(change, unit)
        let style =
            change.isClear != true
            ? "found" : (change.difference < 0) == quantity.isLessBetter ? "better" : "worse"
        return PageTable.Cell(
            Markup(
                trusted: #"<strong class="\#(style)">\#(Markup(text.difference).html)</strong>"#),
            detail: text.share.isEmpty
                ? Markup(text.interval)
                : Markup(text.share) + Markup(trusted: text.interval.isEmpty ? "" : "<br>")
                    + Markup(text.interval),
            order: change.share ?? change.difference)
    }
}
