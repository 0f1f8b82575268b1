internal import Analysis
internal import Foundation
internal import RunModel

/// The values that the words rest on, in order of time, a chart a metric.
enum SidesPointSection {
    static func section(_ comparison: SideComparison) -> PageSection {
        let constant = comparison.metrics.filter(isConstant).map {
            SidesWording.name($0, in: comparison)
        }
        let figures = comparison.metrics.enumerated().map { index, verdict in
            chart(verdict, index, comparison)
        }
        return PageSection(
            "values", title(comparison.unit),
            [
                .figures(figures),
                .note(figures.contains { $0 != nil } ? reading(comparison.unit) : ""),
                .note(
                    constant.isEmpty
                        ? ""
                        : Markup("The same in all of them: \(constant.joined(separator: ", ")).")),
                comparison.blocks.map {
                    .disclosure("The blocks in order of time", [.table(blocks($0))])
                } ?? PageBlock(),
            ])
    }

    private static func blocks(_ blocks: [SideBlock]) -> PageTable {
        let seconds = { (value: Double?) in
            PageTable.Cell(value.map { QuantityFormat.digits($0) } ?? "—", order: value)
        }
        return PageTable(
            "Blocks in order of time, in seconds since the run's origin",
            columns: ["block", "side", "began", "ended", "command before it"],
            texts: [1],
            rows: blocks.map { block in
                PageTable.Row(
                    String(block.round + 1),
                    [
                        PageTable.Cell(block.isOfBase ? "base" : "new"),
                        seconds(block.beginSeconds), seconds(block.endSeconds),
                        seconds(block.betweenSeconds),
                    ])
            })
    }

    private static func reading(_ unit: SideComparison.Unit) -> Markup {
        Markup(
            "Dots: base; diamonds: new; long lines: the means that are compared"
                + (unit.isOfRuns ? ", short ones: those of the runs, which count as one each" : "")
                + ". Axes need not begin at 0. Look for steps, for trends and for a first value that "
                + "stands apart.")
    }

    private static func isConstant(_ verdict: MetricVerdict) -> Bool {
        let values = (verdict.basePoints + verdict.newPoints).map(\.value)
        return values.count > 1 && values.min() == values.max()
    }

    private static func title(_ unit: SideComparison.Unit) -> Markup {
        switch unit {
        case .run, .pastRun, .round: "Round by round"
        case .blockPair: "Block by block"
        }
    }

    private static func chart(
        _ verdict: MetricVerdict, _ index: Int, _ comparison: SideComparison
    ) -> Figure? {
        let name = SidesWording.name(verdict, in: comparison)
        let noun = comparison.unit == .blockPair ? "blocks" : "rounds"
        let points = points(verdict, comparison)
        return SidePointsChart(
            points: points, means: (verdict.base, verdict.new),
            levels: comparison.unit.isOfRuns ? levels(points, verdict.scale) : [],
            unit: verdict.unit, label: name, noun: noun
        ).figure(name: "values-\(index)", title: name)
    }

    /// The mean of each run, on the metric's scale.
    private static func levels(
        _ points: [SidePointsChart.Point], _ scale: JudgedMetric.Scale
    ) -> [SidePointsChart.Level] {
        let starts = points.indices.filter { $0 == 0 || points[$0].isRunStart }
        return zip(starts, starts.dropFirst() + [points.count]).map { start, end in
            let values = points[start..<end].map(\.value)
            let count = Double(values.count)
            let mean =
                scale == .ratio
                ? exp(values.reduce(0) { $0 + log($1) } / count) : values.reduce(0, +) / count
            return SidePointsChart.Level(
                side: points[start].side, places: start...end - 1, value: mean)
        }
    }

    private struct Placed {
        let side: Side
        let started: String
        let point: MetricVerdict.Point
    }

    /// Runs in the order in which they began, and in each its values; sides of one run take turns.
    private static func points(
        _ verdict: MetricVerdict, _ comparison: SideComparison
    ) -> [SidePointsChart.Point] {
        func placed(_ side: Side, _ points: [MetricVerdict.Point], _ runs: [SideRun]) -> [Placed] {
            points.map { point in
                let started = runs.indices.contains(point.run) ? runs[point.run].started : ""
                return Placed(side: side, started: started, point: point)
            }
        }
        let all =
            placed(.base, verdict.basePoints, comparison.base)
            + placed(.new, verdict.newPoints, comparison.new)
        let isOneRun = comparison.unit == .blockPair
        let sorted = all.sorted {
            if isOneRun { return $0.point.startSeconds < $1.point.startSeconds }
            return ($0.started, $0.side.toggle, $0.point.run, $0.point.startSeconds)
                < ($1.started, $1.side.toggle, $1.point.run, $1.point.startSeconds)
        }
        var last: (side: Side, run: Int)?
        return sorted.map { placed in
            let isStart =
                !isOneRun && (last?.side != placed.side || last?.run != placed.point.run)
            last = (placed.side, placed.point.run)
            return SidePointsChart.Point(
                side: placed.side, value: placed.point.value,
                title: title(placed, verdict, comparison), isRunStart: isStart)
        }
    }

    private static func title(
        _ placed: Placed, _ verdict: MetricVerdict, _ comparison: SideComparison
    ) -> String {
        let runs = placed.side == .base ? comparison.base : comparison.new
        let run = runs.indices.contains(placed.point.run) ? runs[placed.point.run].name : ""
        let noun = comparison.unit == .blockPair ? "block" : "round"
        return [
            placed.side == .base ? "base" : "new", SidesWording.clipped(run, 40),
            placed.point.round.map { "\(noun) \($0 + 1)" } ?? "",
        ].filter { !$0.isEmpty }.joined(separator: ", ")
            + ": " + SidesWording.value(placed.point.value, verdict)
    }
}
