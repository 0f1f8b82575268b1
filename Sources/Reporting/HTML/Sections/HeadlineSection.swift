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
                CalibrationWording.sentence(summary.manifest.calibration).map {
                    .note(Markup("Calibration: \($0)."))
                } ?? PageBlock(),
                .disclosure(
                    "All latencies by percentile",
                    [.table(PercentileTable(summary).table("Latencies", latencies))]),
            ])
    }

    private static func wanted(_ summary: RunSummary) -> [Wanted] {
        let isOpenLoop = summary.manifest.plan.load.isOpenLoop
        return percentiles(
            summary, isOpenLoop ? \.timeToFirstTokenScheduled : \.timeToFirstToken)
            + [\.interChunkLatency.p50] + known(summary, \.interChunkLatency, [\.p95])
            + tails(summary, \.maxGap).prefix(1) + percentiles(summary, \.endToEnd)
            + [\.outputSpeed.p50, \.tokenThroughput, \.requestThroughput, \.failures?.share]
    }

    /// The median, and of the higher percentiles those that are known.
    private static func percentiles(_ summary: RunSummary, _ sample: SamplePath) -> [Wanted] {
        [sample.appending(path: \.p50)] + tails(summary, sample)
    }

    /// p95 and p99, those that are known; else p90, which says why where it is not.
    private static func tails(_ summary: RunSummary, _ sample: SamplePath) -> [Wanted] {
        let found = known(summary, sample, [\.p95, \.p99])
        return found.isEmpty ? [sample.appending(path: \.p90)] : found
    }

    /// Those that some mode has samples enough for.
    private static func known(
        _ summary: RunSummary, _ sample: SamplePath,
        _ percentiles: [KeyPath<SampleNumbers, Estimate?>]
    ) -> [Wanted] {
        percentiles.map { sample.appending(path: $0) }.filter { wanted in
            summary.numbers.modes.contains { $0[keyPath: wanted]?.value != nil }
        }
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
                        ? Wording.absence(number) : detail(number, numbers.mode, summary)))
        }
        return values.isEmpty ? nil : TileList.Tile(name: Markup(name), values: values)
    }

    /// Its interval, and this machine's own error where that is known.
    private static func detail(
        _ number: Estimate, _ mode: ResponseMode, _ summary: RunSummary
    ) -> String {
        let error =
            mode == .streaming
            ? CalibrationWording.error(of: number.metric, summary.manifest.calibration) : nil
        return [Wording.interval(number), error ?? ""].filter { !$0.isEmpty }
            .joined(separator: "; ")
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
