internal import Analysis
internal import RunModel

/// The numbers that a person asks for first, with their intervals, both modes side by side.
enum HeadlineSection {
    private typealias Wanted = KeyPath<ModeNumbers, Estimate?>

    static func section(_ summary: RunSummary) -> PageSection {
        let isOpenLoop = summary.manifest.plan.load.isOpenLoop
        let tiles = wanted(summary).compactMap { tile(summary, $0) }
        let isOverloaded = summary.validity.checks.contains {
            $0.kind == .overload && $0.verdict != .trustworthy
        }
        let caveat =
            isOverloaded
            ? "; " + SummaryNote.overloaded : isOpenLoop ? "" : "; " + SummaryNote.closedLoop
        return PageSection(
            "headlines", "Headline numbers",
            [
                PageBlock(tiles: [TileList(tiles: tiles)]),
                .note(Markup("Below each number: its 95 % interval\(caveat).")),
                .disclosure(
                    "All latencies by percentile",
                    [.table(PercentileTable(summary).table("Latencies", latencies))]),
            ])
    }

    private static func wanted(_ summary: RunSummary) -> [Wanted] {
        let isOpenLoop = summary.manifest.plan.load.isOpenLoop
        return
            (isOpenLoop
            ? [
                \.timeToFirstTokenScheduled.p50, tail(summary, \.timeToFirstTokenScheduled),
            ] : [\.timeToFirstToken.p50, tail(summary, \.timeToFirstToken)])
            + [
                \.interChunkLatency.p50, tail(summary, \.maxGap), \.endToEnd.p50,
                tail(summary, \.endToEnd), \.outputSpeed.p50, \.tokenThroughput,
                \.requestThroughput, \.failures?.share,
            ]
    }

    /// The highest percentile up to p99 that every mode has samples for.
    private static func tail(
        _ summary: RunSummary, _ sample: KeyPath<ModeNumbers, SampleNumbers>
    ) -> Wanted {
        let percentiles: [KeyPath<SampleNumbers, Estimate?>] = [\.p99, \.p95, \.p90]
        let known = percentiles.first { percentile in
            summary.numbers.modes.allSatisfy { numbers in
                let number = numbers[keyPath: sample][keyPath: percentile]
                return number == nil || number?.value != nil
            }
        }
        return sample.appending(path: known ?? \.p90)
    }

    private static func tile(_ summary: RunSummary, _ wanted: Wanted) -> TileList.Tile? {
        let isBoth = summary.modes.count > 1
        var name = ""
        let values = summary.numbers.modes.compactMap { numbers -> TileList.Value? in
            guard let number = numbers[keyPath: wanted],
                number.value != nil || summary.hasSuccess(numbers.mode)
            else { return nil }
            name = Wording.label(number)
            return TileList.Value(
                style: numbers.mode.style,
                mode: isBoth ? Markup(Wording.mode(numbers.mode)) : "",
                value: Markup(number.value.map { short($0, number) } ?? "—"),
                detail: Markup(
                    number.value == nil
                        ? Wording.absence(number) : Wording.interval(number)))
        }
        return values.isEmpty ? nil : TileList.Tile(name: Markup(name), values: values)
    }

    /// A rate stands without its unit where its label names it: large letters have little room.
    private static func short(_ value: Double, _ number: Estimate) -> String {
        number.statistic == .rate
            ? QuantityFormat.digits(value) : QuantityFormat.quantity(value, number.unit)
    }

    private static let latencies: [SamplePath] = [
        \.timeToFirstTokenScheduled, \.timeToFirstToken, \.timeToFirstAnswer, \.firstGap,
        \.interChunkLatency, \.interTokenLatency, \.maxGap, \.timePerOutputToken,
        \.endToEndScheduled, \.endToEnd, \.timeToFirstByte, \.close, \.smoothBuffer,
        \.outputSpeed, \.endToEndSpeed,
    ]
}
