internal import Analysis
internal import RunModel

/// The first section of a sweep's page: the knee, what a reader must know, and what was measured.
enum SweepVerdict {
    static func blocks(_ reports: [SweepReport], _ names: [String]) -> [PageBlock] {
        zip(reports, names).flatMap { report, name in
            [box(report, name), .facts(facts(report))]
        }
    }

    private static func box(_ report: SweepReport, _ name: String) -> PageBlock {
        let summary = report.summary
        let remarks =
            [SweepWording.ending(report.record, folder: report.folder)].compactMap { $0 }
            + SweepWording.remarks(summary)
        return PageBlock(verdicts: [
            VerdictBox(
                style: style(summary),
                question: Markup(name.isEmpty ? "The knee:" : "\(name), the knee:"),
                answer: Markup(summary.knee.map { SweepWording.load($0.load) } ?? "not told"),
                reasons: ([SweepWording.knee(summary)] + remarks).map { Markup($0) })
        ])
    }

    private static func style(_ summary: SweepSummary) -> String {
        if summary.points.isEmpty { return "not_trustworthy" }
        let isDoubtful =
            summary.knee == nil || summary.record.ending != .completed
            || summary.points.contains {
                $0.trust.limitedBy != nil || $0.isUnsettled || !$0.disagreements.isEmpty
            }
        return isDoubtful ? "with_care" : "trustworthy"
    }

    private static func facts(_ report: SweepReport) -> [Fact] {
        let record = report.record
        let places = record.plan.places.count
        return [
            Fact("target", record.endpoint), Fact("model", record.plan.base.request.model),
            Fact("loads", SweepWording.extent(record.plan)),
            Fact("measured", "\(places - record.missing.count) of \(places) steps"),
            Fact(
                "requests",
                QuantityFormat.count(report.summary.points.reduce(0) { $0 + $1.requests })),
            Fact("started", String(record.started.prefix(16)).replacing("T", with: " ") + " UTC"),
            Fact("folder", report.folder),
        ].filter { !$0.value.isEmpty }
    }
}
