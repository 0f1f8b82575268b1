package import Analysis
internal import RunModel

/// capacity.html: the answer, the path of the search, and the evidence of each step, on one page that needs no script and
/// no network.
package struct CapacityPage {
    private let summary: CapacitySummary

    package init(_ summary: CapacitySummary) {
        self.summary = summary
    }

    /// The whole page; the same summary gives the same bytes.
    ///
    /// - Throws: The template's own error, were it malformed.
    package func rendered() throws -> String {
        try Page(
            title: (summary.isEmulated ? "EMULATOR: " : "")
                + "Capacity of \(summary.plan.request.model)",
            subtitle: Markup(summary.endpoint),
            sections: [answer, path, evidence, method], footer: "streamgauge \(summary.version)"
        ).rendered()
    }

    private var answer: PageSection {
        let style =
            switch summary.outcome {
            case .found, .holdsAtMost:
                summary.isBelowRequired == true ? "not_trustworthy" : "trustworthy"
            case .neverHolds: "not_trustworthy"
            case .untold: "with_care"
            }
        return PageSection(
            "answer", "How much does it carry?",
            [
                PageBlock(verdicts: [
                    VerdictBox(
                        style: style, question: Markup(CapacityWording.answer(summary)), answer: "",
                        reasons: CapacityWording.remarks(summary).map { Markup($0) })
                ]),
                .facts(facts),
            ])
    }

    private var facts: [Fact] {
        [
            Fact("objectives", summary.capacity.objectives.joined(separator: "; ")),
            Fact("begun", summary.started),
            Fact(
                "cost",
                "\(QuantityFormat.count(summary.requests)) requests, \(QuantityFormat.count(summary.tokens)) output tokens, "
                    + "\(QuantityFormat.clock(.seconds(summary.seconds))) of sending"),
            Fact("resolution", QuantityFormat.tick(summary.capacity.resolution * 100) + " %"),
        ]
    }

    private var path: PageSection {
        PageSection(
            "path", "Which objective binds, and where",
            [
                .figures(
                    [CapacityPathChart(summary).figure]
                        + summary.capacity.objectives.indices.map {
                            CapacityMissChart(summary, objective: $0).figure
                        })
            ])
    }

    private var evidence: PageSection {
        PageSection("steps", "The steps", [.table(table)])
    }

    private var table: PageTable {
        PageTable(
            "Steps in the order in which they were made; below each number the share that missed its objective, with "
                + "its 95 % interval",
            columns: ["step", "load", "verdict", "requests", "seconds", "TTFT p50", "failed"]
                + summary.capacity.objectives,
            texts: [2],
            rows: summary.steps.enumerated().map { number, step in
                PageTable.Row(
                    "\(number + 1), \(step.purpose.rawValue)",
                    cells(step))
            })
    }

    private func cells(_ step: CapacityStep) -> [PageTable.Cell] {
        let kind = summary.capacity.load
        return [
            PageTable.Cell(CapacityWording.load(step.load, kind), order: step.load),
            PageTable.Cell(CapacityWording.verdict(step)),
            PageTable.Cell(QuantityFormat.count(step.requests), order: Double(step.requests)),
            PageTable.Cell(QuantityFormat.digits(step.seconds), order: step.seconds),
            step.medianTimeToFirstTokenMilliseconds.map {
                PageTable.Cell(QuantityFormat.latency(milliseconds: $0), order: $0)
            } ?? .empty,
            PageTable.Cell(QuantityFormat.share(step.failures), order: step.failures),
        ]
            + step.objectives.map(Self.cell)
    }

    /// The number that the objective bounds, and below it the share that missed the objective.
    private static func cell(_ objective: CapacityStep.Objective) -> PageTable.Cell {
        let range = QuantityFormat.range(
            low: objective.missedLow, high: objective.missedHigh, .share)
        return PageTable.Cell(
            objective.value.map { QuantityFormat.quantity($0, objective.unit) } ?? "—",
            detail: "missed \(QuantityFormat.share(objective.missed)) (\(range))",
            order: objective.value)
    }

    private var method: PageSection {
        PageSection("method", "How it was found", [.list(steps.map { Markup($0) })])
    }

    /// An answer that was not found was not confirmed either.
    private var steps: [String] {
        summary.outcome == .found ? Self.method + [Self.confirmation] : Self.method
    }

    private static let confirmation =
        "The answer was measured again for longer, the load above it too, and an early step was repeated to see whether the "
        + "server is still the same."

    private static let method = [
        "An objective on a percentile is a share of requests: ttft.p95 < 500ms lets 5 of 100 take longer, and a failure took "
            + "longest of all. The first quarter of a step does not count: the server was not yet as full as it would be.",
        "The load is doubled until an objective surely fails; then steps are made where the threshold lies by all steps so far. "
            + "A step ends as soon as it is decided.",
        "Requests of one moment share their luck: a step's evidence is weighed by how much neighbours depend on each other.",
    ]
}
