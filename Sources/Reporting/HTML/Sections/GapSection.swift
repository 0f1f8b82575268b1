internal import Analysis
internal import RunModel

/// The gaps between chunks, and how many tokens a chunk held.
enum GapSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        guard summary.hasSuccess(.streaming) else { return nil }
        let hasGaps = summary.timelines.contains { $0.source == .chunks }
        let ladder = LadderChart(
            ladders: summary.ladders.filter { $0.metric == MetricName(.interChunkLatency) })
        return PageSection(
            "gaps", "Gaps between chunks",
            [
                .figures([
                    FirstTokenSection.distribution(
                        summary, .interChunkLatency, \.interChunkLatency, noun: "gaps"),
                    ladder.figure(name: "icl-ladder", title: "ICL by percentile"),
                    // Every gap over time shows the longest ones too.
                    FirstTokenSection.timeline(summary, hasGaps ? .interChunkLatency : .maxGap),
                    tokensAnEvent(summary.shape),
                ]),
                .facts(facts(summary)),
                .table(
                    PercentileTable(summary).table(
                        "Gaps by percentile",
                        [
                            \.firstGap, \.interChunkLatency, \.interTokenLatency, \.maxGap,
                            \.timePerOutputToken,
                        ], modes: [.streaming])),
            ])
    }

    private static func tokensAnEvent(_ shape: StreamShape?) -> Figure? {
        guard let shape, shape.tokensPerEventEdges.count > 1,
            shape.tokensPerEventEdges.count == shape.tokensPerEventCounts.count
        else { return nil }
        let edges = shape.tokensPerEventEdges
        let greatest = shape.tokensPerEventCounts.max() ?? 0
        guard greatest > 0 else { return nil }
        var chart = ChartSVG()
        let counts = LinearScale(
            0...Double(greatest), from: chart.floor, to: ChartSVG.top, tickCount: 4)
        chart.verticalAxis(counts, label: "streams", TickFormat())
        let width = (ChartSVG.right - ChartSVG.left) / Double(edges.count)
        chart.group(ResponseMode.streaming.style) { chart in
            for (index, count) in shape.tokensPerEventCounts.enumerated() where count > 0 {
                let y = counts.position(of: Double(count))
                chart.rectangle(
                    "bar", x: ChartSVG.left + Double(index) * width + 1, y: y, width: width - 2,
                    height: chart.floor - y,
                    title: "up to \(QuantityFormat.digits(edges[index])) tokens per event: "
                        + Wording.plural(count, "stream"))
            }
        }
        chart.line(
            "axis", x1: ChartSVG.left, y1: chart.floor, x2: ChartSVG.right, y2: chart.floor)
        let step = max(1, edges.count / 8)
        for index in stride(from: 0, to: edges.count, by: step) {
            chart.text(
                QuantityFormat.tick(edges[index]),
                x: ChartSVG.left + (Double(index) + 0.5) * width, y: chart.floor + 17,
                anchor: "middle")
        }
        chart.text(
            "mean tokens per event, up to", x: (ChartSVG.left + ChartSVG.right) / 2,
            y: chart.height - 7, anchor: "middle", style: "label")
        let title = "Tokens per event"
        return Figure(
            title,
            drawing: chart.rendered(
                name: "tokens-per-event", title: title,
                description: shape.tokensPerEvent.map {
                    "\(QuantityFormat.digits($0)) tokens per event over all streams."
                } ?? "Streams by their mean tokens per event."))
    }

    private static func facts(_ summary: RunSummary) -> [Fact] {
        let numbers = summary.numbers[.streaming]
        return CountFacts.facts([
            ("stalls", numbers?.stalls?.count), ("share of gaps", numbers?.stalls?.share),
            ("time in stalls", numbers?.stalledTime), ("a stall is over", numbers?.stallLimit),
            ("events that shared a read", numbers?.coalesced?.share),
            ("tokens per answer", numbers?.outputTokens.mean),
            ("events per answer", numbers?.outputEvents.mean),
            ("keep-alive comments", numbers?.keepAlives),
            ("broken events", numbers?.brokenEvents),
        ])
            + (summary.shape?.tokensPerEvent.map {
                [Fact("tokens per event", QuantityFormat.digits($0))]
            } ?? [])
    }
}

/// What was counted once over the whole run; numbers that are absent are left out.
enum CountFacts {
    static func facts(_ wanted: [(name: String, number: Estimate?)]) -> [Fact] {
        wanted.compactMap { name, number in
            guard let number, let value = number.value else { return nil }
            return Fact(name, QuantityFormat.quantity(value, number.unit))
        }
    }
}
