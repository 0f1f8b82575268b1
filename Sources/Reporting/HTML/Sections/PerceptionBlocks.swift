internal import Analysis
internal import RunModel

/// Perceived speed: what a display makes of the streams, by how long it waits before it begins.
enum DisplayBlocks {
    static func blocks(_ summary: RunSummary) -> [PageBlock] {
        guard let display = summary.display, !display.delays.isEmpty else { return [] }
        let caveat = summary.numbers[.streaming]?.fluidity[.zero]?.share.note ?? ""
        let speed = QuantityFormat.digits(display.tokensPerSecond)
        let visible = QuantityFormat.latency(milliseconds: display.visibleStallMilliseconds)
        return [
            .heading("Perceived speed"),
            .note(
                Markup(
                    "Computed for a display that shows \(speed) tokens/s and begins some time after the "
                        + "first output, over \(Wording.plural(display.streams, "stream")). A reader "
                        + "notices waits of \(visible) or more."
                        + (caveat.isEmpty ? "" : " Caveat: \(caveat)."))),
        ] + flow(display) + [
            .table(
                PercentileTable(summary).table(
                    "When a display can begin so that it never stalls", [\.smoothStart])
            )
        ]
    }

    private static func flow(_ display: DisplayFlow) -> [PageBlock] {
        guard display.delays.contains(where: { $0.fluidity < 1 }) else {
            return [.text("Every event was there when the display wanted it, without any delay.")]
        }
        return [.figures([chart(display)]), .table(table(display))]
    }

    private static func table(_ display: DisplayFlow) -> PageTable {
        PageTable(
            "What a display sees, by its delay",
            columns: [
                "delay", "in time", "stalls per stream", "time in stalls per stream",
                "longest stall",
            ],
            rows: display.delays.map { delay in
                func latency(_ value: Double) -> PageTable.Cell {
                    PageTable.Cell(QuantityFormat.latency(milliseconds: value), order: value)
                }
                return PageTable.Row(
                    QuantityFormat.latency(milliseconds: delay.delayMilliseconds),
                    [
                        PageTable.Cell(
                            QuantityFormat.share(delay.fluidity), order: delay.fluidity),
                        PageTable.Cell(
                            QuantityFormat.digits(delay.stallsPerStream),
                            order: delay.stallsPerStream),
                        latency(delay.stalledMillisecondsPerStream),
                        latency(delay.longestStallMilliseconds),
                    ])
            })
    }

    private static func chart(_ display: DisplayFlow) -> Figure? {
        guard display.delays.count > 1, let last = display.delays.last?.delayMilliseconds, last > 0
        else { return nil }
        var chart = ChartSVG()
        let unit = LatencyUnit(milliseconds: last)
        let x = LinearScale(0...last, from: ChartSVG.left, to: ChartSVG.right - 4)
        let y = LinearScale(0...1, from: chart.floor, to: ChartSVG.top, tickCount: 4)
        chart.verticalAxis(y, label: "events in time for the display", .percent)
        chart.group(ResponseMode.streaming.style) { chart in
            let points = display.delays.map { delay in
                (x: x.position(of: delay.delayMilliseconds), y: y.position(of: delay.fluidity))
            }
            chart.path("series", points)
            for (delay, point) in zip(display.delays, points) {
                chart.mark(
                    .streaming, point,
                    title:
                        "delay \(QuantityFormat.latency(milliseconds: delay.delayMilliseconds)): "
                        + "\(QuantityFormat.share(delay.fluidity)) in time")
            }
        }
        chart.horizontalAxis(
            x, label: "delay of the display after the first output, \(unit.name)",
            TickFormat(unit: unit))
        let title = "Fluidity by delay"
        let words = display.delays.map {
            "\(QuantityFormat.latency(milliseconds: $0.delayMilliseconds)) "
                + QuantityFormat.share($0.fluidity)
        }
        return Figure(
            title,
            drawing: chart.rendered(
                name: "fluidity", title: title,
                description: "Events in time by delay: \(words.joined(separator: ", "))."))
    }
}

/// Whether it is streaming at all.
enum ShapeBlocks {
    static func blocks(_ summary: RunSummary) -> [PageBlock] {
        guard let shape = summary.shape else { return [] }
        return [
            .heading("Is it streaming at all?"),
            .text(
                .strong(ShapeWording.kind(shape)) + ". " + Markup(ShapeWording.sentence(shape))
            ),
            .text(Markup(ShapeWording.remedy(shape) ?? "")),
            .list(shape.observations.map { Markup(ShapeWording.sign($0)) }),
            .list(HoldingRemedy.sentences(summary).map { Markup($0) }),
            .facts(ShapeWording.facts(shape).map { Fact($0.name, $0.value) }),
        ]
    }
}
