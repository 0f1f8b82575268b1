package import Analysis
internal import RunModel

/// sweep.html: one sweep, or several over each other, on one page, readable without scripts and without a network.
package struct SweepPage {
    private let reports: [SweepReport]
    /// What each of several is called on the page.
    private let names: [String]
    /// Of two that are compared.
    private let comparison: SweepComparison?

    package init(_ reports: [SweepReport], comparison: SweepComparison? = nil) {
        self.reports = reports
        self.comparison = comparison
        names = reports.count == 1 ? [""] : reports.map(\.name)
    }

    /// The whole page; the same sweeps give the same bytes.
    ///
    /// - Throws: The template's own error, were it malformed.
    package func rendered() throws -> String {
        try Page(
            title: title, subtitle: Markup(subtitle), sections: sections(),
            footer: reports.first.map { "\($0.summary.tool) \($0.record.version)" } ?? ""
        ).rendered()
    }

    private var title: String {
        let isEmulated = reports.contains { $0.record.isEmulated == true }
        guard reports.count == 1, let record = reports.first?.record else {
            return EmulatorMark.title(
                "\(Wording.plural(reports.count, "sweep")) compared", isEmulated)
        }
        let name = record.plan.base.name
        return EmulatorMark.title(name.contains("sweep") ? name : "\(name), a sweep", isEmulated)
    }

    private var subtitle: String {
        guard reports.count == 1, let record = reports.first?.record else {
            return "all on the same axes"
        }
        return "\(SweepWording.extent(record.plan)), \(record.endpoint)"
    }

    func sections() -> [PageSection] {
        let charts = SweepCharts(reports, names)
        let tables = SweepTables(reports, names)
        return [
            PageSection("judged", "Did it get worse?", comparison.map(SweepTables.judged) ?? []),
            PageSection("verdict", "How much does it carry?", SweepVerdict.blocks(reports, names)),
            PageSection(
                "curve", "Throughput against latency",
                [.figures(charts.curves), .note(Markup(Self.curve))]),
            PageSection(
                "load", "Over the load", [.figures(charts.overLoad), .note(Markup(charts.shades))]),
            PageSection(
                "scale", "Does more load bring more?", [.figures(charts.scaling)] + law),
            PageSection(
                "numbers", "The numbers", [.note(Markup(Self.intervals)), .table(tables.numbers)]),
            PageSection("steps", "The steps", [.table(tables.steps)] + rasters),
            PageSection("method", "What the words mean", [.terms(Self.terms)]),
        ]
    }

    private var law: [PageBlock] {
        zip(reports, names).map { report, name in
            let sentence = SweepWording.scalability(report.summary)
            return .note(
                Markup((name.isEmpty ? "" : "\(name): ") + "The law, as advice: \(sentence)."))
        }
    }

    /// The last step of each load; of one sweep alone.
    private var rasters: [PageBlock] {
        guard reports.count == 1, let report = reports.first else { return [] }
        var latest: [SweepLoad: SweepReport.Step] = [:]
        for step in report.steps { latest[step.step.load] = step }
        let shown = latest.sorted { $0.key < $1.key }
        let ends = shown.compactMap { $0.value.summary.raster.flatMap(StepRasterChart.end) }
        guard let end = ends.max() else { return [] }
        let figures = shown.map { load, step in
            step.summary.raster.flatMap { raster in
                StepRasterChart(raster: raster, end: end).figure(
                    name: "raster-\(load.label.replacing(".", with: "-"))",
                    title: SweepWording.load(load))
            }
        }
        return [.heading("Streams of each load"), .note(Markup(Self.rasters)), .figures(figures)]
    }

    private static let curve =
        "A mark is a load, named beside it, over all passes; the lines through it are its 95 % intervals. Right and "
        + "low is better."
    private static let intervals =
        "Below each number: its 95 % interval, of all passes together; requests of the same part of a step count as "
        + "alike as they are."
    private static let rasters =
        "A few streams of the last step of each load, from when each was due: the wait, then a tick for each chunk. "
        + "All on one time axis."

    private static let terms = [
        Fact(
            "load", "Streams kept open at a time (closed loop), or requests a second (open loop)."),
        Fact("step", "A load in a pass: an ordinary run, whose own report is in its folder."),
        Fact(
            "passes",
            "The loads are gone through up, then down: a target that gets slower by itself makes the passes differ, "
                + "and is not taken for one that bends under load."),
        Fact("served", "Requests that succeeded a second, in the time in which the step was full."),
        Fact(
            "knee",
            "The load of greatest power: served requests a second over the mean time of an answer (Kleinrock). Its "
                + "interval comes of parts of the steps drawn anew, and is never narrower than the neighbouring loads."
        ),
        Fact(
            "scalability",
            "Gunther's law, X(N) = λN / (1 + σ(N−1) + κN(N−1)), fitted to what was served with N in flight: σ is "
                + "what waits for something shared, κ what each costs all others. Advice: beyond the loads that were "
                + "measured it is a guess."),
        Fact(
            "client-limited",
            "This program or its machine could not keep up: shaded, and part of neither knee nor law."
        ),
        Fact(
            "saturated",
            "Open loop: more was offered than is served, so that what is in flight grows as long as the step lasts."
        ),
        Fact(
            "settled",
            "The first answers of the step are like the others; else it was measured again with more warm-up, at most "
                + "twice."),
    ]
}
