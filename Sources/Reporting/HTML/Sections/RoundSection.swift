internal import Analysis
internal import RunModel

/// The rounds side by side: they are what runs are compared by.
enum RoundSection {
    /// What a page shows of all that rounds are compared by.
    static let compared: [RoundQuantity] = [
        .timeToFirstTokenScheduled, .timeToFirstToken, .interChunkLatency, .maxGap, .endToEnd,
        .tokenThroughput, .failures,
    ]

    static func section(_ summary: RunSummary) -> PageSection? {
        guard summary.rounds.count > 1 else { return nil }
        let drawn = compared.filter { $0 != .failures }
        return PageSection(
            "rounds", "Rounds",
            [
                .figures(drawn.map { chart(summary, $0) }),
                .note(
                    "Rounds are equal parts of the run. Bars: the round's own 95 % interval, where it is "
                        + "long enough for one; axes need not begin at 0."),
            ] + summary.numbers.modes.map { .table(table(summary, $0)) })
    }

    private static func chart(_ summary: RunSummary, _ quantity: RoundQuantity) -> Figure? {
        var unit = SummaryUnit.milliseconds
        let points = summary.modes.flatMap { mode in
            summary.rounds.enumerated().compactMap { index, round -> CategoryChart.Point? in
                guard let number = value(quantity, summary, mode, round), let value = number.value
                else { return nil }
                unit = number.unit
                let interval = QuantityFormat.interval(number).map { " (95 %: \($0))" } ?? ""
                return CategoryChart.Point(
                    category: index, mode: mode, value: value, low: number.low,
                    high: number.high,
                    title: "round \(round + 1), \(Wording.mode(mode)): "
                        + QuantityFormat.quantity(value, number.unit) + interval)
            }
        }
        guard points.count > 1 else { return nil }
        let name = Wording.label(quantity)
        return CategoryChart(
            categories: summary.rounds.map { String($0 + 1) }, points: points, unit: unit,
            label: unit == .tokensPerSecond ? "" : name
        ).figure(name: "rounds-\(quantity.metric.rawValue)", title: "\(name) by round")
    }

    private static func value(
        _ quantity: RoundQuantity, _ summary: RunSummary, _ mode: ResponseMode, _ round: Int
    ) -> Estimate? {
        summary.numbers[mode, round: round].flatMap { quantity.value(in: $0) }
    }

    private static func table(_ summary: RunSummary, _ numbers: ModeNumbers) -> PageTable {
        let mode = numbers.mode
        let used = compared.filter { quantity in
            summary.rounds.contains { value(quantity, summary, mode, $0)?.value != nil }
        }
        var rows = summary.rounds.map { round in
            PageTable.Row(
                String(round + 1), used.map { cell(value($0, summary, mode, round)) })
        }
        let means = used.map { cell(numbers.roundMeans[$0]) }
        if means.contains(where: { !$0.value.isEmpty }) {
            rows.append(PageTable.Row("mean over rounds", style: "sum", means))
        }
        return PageTable(
            "Rounds, \(Wording.mode(mode)); below the mean: Student's t interval over rounds",
            columns: ["round"] + used.map { Wording.label($0) },
            rows: used.isEmpty ? [] : rows)
    }

    private static func cell(_ number: Estimate?) -> PageTable.Cell {
        guard let number, let value = number.value else { return .empty }
        return PageTable.Cell(
            QuantityFormat.quantity(value, number.unit),
            detail: number.statistic == .roundMean ? QuantityFormat.interval(number) ?? "" : "",
            order: value)
    }
}
