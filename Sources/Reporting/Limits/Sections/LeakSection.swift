internal import Analysis
internal import RunModel

/// The ceiling over time while streams are left again and again; nothing where that was not looked at.
enum LeakSection {
    static func sections(_ summary: LimitsSummary) -> [PageSection] {
        guard let leaks = summary.leaks, !leaks.isEmpty else { return [] }
        return [
            PageSection(
                "leaks", "Slots that are lost",
                [
                    .table(table(leaks)), .figures([figure(leaks)]),
                    .note(
                        "A dot is a filling of the slots: how many streams fitted in at that time. "
                            + "Before each but the first, streams had been left, or time had passed."
                    ),
                ])
        ]
    }

    private static func table(_ leaks: [SlotLeak]) -> PageTable {
        PageTable(
            "Streams that fit in before and after others were left",
            columns: ["how they were left", "left", "before", "after", "all back after"],
            texts: [4],
            rows: leaks.map { leak in
                let back = leak.recoveredHighSeconds.map {
                    "\(QuantityFormat.tick(leak.recoveredLowSeconds ?? 0))–\(QuantityFormat.tick($0)) s"
                }
                return PageTable.Row(
                    leak.cause == .cut ? "connection cut" : "cancelled",
                    [leak.left, leak.before, leak.after].map {
                        PageTable.Cell(QuantityFormat.count($0), order: Double($0))
                    } + [PageTable.Cell(leak.lost == 0 ? "none lost" : back ?? "not seen")])
            })
    }

    private static func figure(_ leaks: [SlotLeak]) -> Figure? {
        let measures = leaks.flatMap(\.measures)
        guard let last = measures.map(\.seconds).max(), let first = measures.map(\.seconds).min(),
            last > first, let most = measures.map(\.streams).max(), most > 0
        else { return nil }
        var chart = ChartSVG()
        let time = LinearScale(first...last, from: ChartSVG.left, to: ChartSVG.right)
        let scale = LinearScale(
            0...Double(most) * 1.1, from: chart.floor, to: ChartSVG.top, tickCount: 4)
        chart.verticalAxis(scale, label: "streams that fit in", TickFormat())
        chart.group("m-streaming") { chart in
            chart.path(
                "series",
                measures.map {
                    (time.position(of: $0.seconds), scale.position(of: Double($0.streams)))
                })
            for leak in leaks {
                for measure in leak.measures {
                    chart.dot(
                        "point",
                        (
                            time.position(of: measure.seconds),
                            scale.position(of: Double(measure.streams))
                        ),
                        radius: 3.2,
                        title: "\(Wording.plural(measure.streams, "stream")) at "
                            + "\(QuantityFormat.tick(measure.seconds)) s")
                }
            }
        }
        chart.horizontalAxis(time, label: "seconds since the start", TickFormat())
        let title = "The ceiling over time"
        return Figure(
            title,
            drawing: chart.rendered(
                name: "leaks-time", title: title,
                description: measures.map {
                    "\(QuantityFormat.tick($0.seconds)) s: \($0.streams)"
                }.joined(separator: ", ") + "."), note: "")
    }
}
