internal import Analysis
internal import RunModel

/// Streams over time, a picture a round, and what their number does to their gaps.
enum StreamSection {
    /// Rounds that are shown unasked; the others stand behind a disclosure.
    private static let shown = 3

    static func section(_ summary: LimitsSummary) -> PageSection {
        let figures = rounds(summary)
        return PageSection(
            "streams", "Streams at the same time",
            [.text(Markup(lead(summary)))]
                + figures.prefix(shown).map { .wide($0) }
                + [
                    figures.count > shown
                        ? .disclosure(
                            Markup(Wording.plural(figures.count - shown, "more round")),
                            figures.dropFirst(shown).map { .wide($0) }) : PageBlock(),
                    .note(figures.isEmpty ? "" : note(summary)),
                    .table(table(summary.ceiling)), .figures([gaps(summary.ceiling)]),
                ])
    }

    private static func lead(_ summary: LimitsSummary) -> String {
        guard let ceiling = summary.ceiling else { return "" }
        let behaviour = ceiling.behaviour.map {
            $0 == .unlimited
                ? " No stream was turned away."
                : " Streams beyond that: \(LimitsWording.behaviour($0))."
        }
        guard let found = ceiling.ceiling else {
            return
                "At most \(Wording.plural(ceiling.mostOpen, "stream")) had output under way at the "
                + "same time.\(behaviour ?? "")"
        }
        return "\(Wording.plural(found, "stream")) had output under way at the same time."
            + (behaviour ?? "")
    }

    private static func rounds(_ summary: LimitsSummary) -> [Figure] {
        let entries = summary.timeline.entries.filter {
            ProbeStep(rawValue: $0.probe)?.isOfRounds ?? true
        }
        let isQueued = summary.ceiling?.behaviour == .queued
        let numbers = Set(entries.map(\.round)).sorted()
        return numbers.compactMap { round in
            LaneChart(
                entries: entries.filter { $0.round == round }, ceilings: ceilings(summary),
                queueingAbove: isQueued ? summary.ceiling?.ceiling : nil
            ).figure(
                name: "streams-\(round)",
                title: numbers.count == 1
                    ? "Streams over time" : "Streams over time, round \(round + 1)")
        }
    }

    private static func ceilings(_ summary: LimitsSummary) -> [LaneChart.Ceiling] {
        let (stated, found) = (
            summary.manifest.plan.limits?.statedStreams, summary.ceiling?.ceiling
        )
        if let stated, stated == found {
            return [LaneChart.Ceiling(streams: stated, name: "\(stated), as stated", style: "seen")]
        }
        return [
            stated.map { LaneChart.Ceiling(streams: $0, name: "stated \($0)", style: "told") },
            found.map { LaneChart.Ceiling(streams: $0, name: "found \($0)", style: "seen") },
        ].compactMap { $0 }
    }

    private static func note(_ summary: LimitsSummary) -> Markup {
        let queued =
            summary.ceiling?.behaviour == .queued
            ? " A stream that is kept waiting lies above the ceiling until its output begins." : ""
        return Markup(
            "A bar is a request; it takes the lowest lane that is free, so that the height is the number "
                + "under way. Thin: sent, no output yet.\(queued) Red dots: turned away, at their moment; "
                + "several at one moment stand one above the other, rings got no answer at all. The lines "
                + "are the stated and the observed ceiling.")
    }

    private static func table(_ ceiling: StreamCeiling?) -> PageTable {
        let rows = (ceiling?.rounds ?? []).map { round in
            let turned = round.turnedAwayAt.sorted()
            let range = turned.first.flatMap { first in
                turned.last.map { first == $0 ? "\(first)" : "\(first)–\($0)" }
            }
            return PageTable.Row(
                String(round.round + 1),
                [
                    PageTable.Cell(
                        QuantityFormat.count(round.mostOpen), order: Double(round.mostOpen)),
                    PageTable.Cell(
                        QuantityFormat.count(turned.count), order: Double(turned.count)),
                    PageTable.Cell(range ?? "", order: turned.first.map(Double.init)),
                ])
        }
        return PageTable(
            "The rounds in which the slots were filled",
            columns: [
                "round", "most under way", "refused or kept waiting", "under way at that time",
            ], rows: rows)
    }

    // MARK: Slowing

    private static func gaps(_ ceiling: StreamCeiling?) -> Figure? {
        guard let ceiling, ceiling.gaps.count > 1,
            let most = ceiling.gaps.map(\.open).max(),
            let highest = ceiling.gaps.map(\.medianMilliseconds).max(), highest > 0
        else { return nil }
        var chart = ChartSVG()
        let open = LinearScale(0...Double(most), from: ChartSVG.left, to: ChartSVG.right)
        let unit = LatencyUnit(milliseconds: highest)
        let scale = LinearScale(
            0...highest * 1.08, from: chart.floor, to: ChartSVG.top, tickCount: 4)
        chart.verticalAxis(scale, label: "median gap, \(unit.name)", TickFormat(unit: unit))
        if let low = ceiling.low, let high = ceiling.high {
            let x = open.position(of: max(low, 0))
            chart.rectangle(
                "room", x: x, y: ChartSVG.top,
                width: max(open.position(of: min(high, Double(most))) - x, 1),
                height: chart.floor - ChartSVG.top,
                title:
                    "from \(QuantityFormat.digits(low)) to \(QuantityFormat.digits(high)) streams "
                    + "they begin to slow each other")
        }
        let points = ceiling.gaps.map {
            (open.position(of: Double($0.open)), scale.position(of: $0.medianMilliseconds))
        }
        chart.group("m-streaming") { chart in
            chart.path("series", points)
            for (gap, point) in zip(ceiling.gaps, points) {
                chart.dot(
                    "point", point, radius: 3.2,
                    title: "\(Wording.plural(gap.open, "stream")): "
                        + "\(QuantityFormat.latency(milliseconds: gap.medianMilliseconds)), "
                        + "n \(QuantityFormat.count(gap.count))")
            }
        }
        chart.horizontalAxis(open, label: "streams under way", TickFormat())
        let title = "Gaps against streams under way"
        return Figure(
            title,
            drawing: chart.rendered(
                name: "gaps-open", title: title,
                description: ceiling.gaps.map {
                    "\($0.open): " + QuantityFormat.latency(milliseconds: $0.medianMilliseconds)
                }.joined(separator: ", ") + "."),
            note: ceiling.low == nil
                ? "" : "Shaded: where streams begin to slow each other, as far as can be told.")
    }
}
