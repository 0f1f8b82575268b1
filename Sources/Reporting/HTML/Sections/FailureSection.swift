internal import Analysis
internal import RunModel

/// How requests ended, which of them failed when, and what was said first about it.
enum FailureSection {
    static func section(_ summary: RunSummary) -> PageSection {
        let failed = summary.outcomes.filter(\.outcome.isFailure).reduce(0) { $0 + $1.count }
        let chart = FailureChart(
            failures: summary.failures, stepSeconds: summary.load?.stepSeconds ?? 0,
            marks: .sinceFirstDue(summary))
        return PageSection(
            "failures", "Outcomes and failures",
            [
                failed == 0 ? .text("No request failed.") : PageBlock(),
                .list(remedies(summary)),
                .figures([chart.figure(name: "failures-timeline", title: "Failures over the run")]),
                .table(table(summary)),
            ] + summary.finishes.map { .table(finishTable($0, summary)) })
    }

    /// Of the modes without a success.
    private static func remedies(_ summary: RunSummary) -> [Markup] {
        summary.modes.compactMap { mode in
            FailureRemedy.sentence(summary, mode).map {
                Markup("No \(Wording.mode(mode)) request succeeded. " + $0)
            }
        }
    }

    private static func finishTable(
        _ finishes: ModeFinishes, _ summary: RunSummary
    ) -> PageTable {
        let all = finishes.reasons.reduce(0) { $0 + $1.count }
        let mode = summary.finishes.count > 1 ? " (\(Wording.mode(finishes.mode)))" : ""
        return PageTable(
            "Why answers ended\(mode)", columns: ["finish reason", "answers", "share"],
            rows: finishes.reasons.map { entry in
                let share = Double(entry.count) / Double(max(all, 1))
                return PageTable.Row(
                    entry.reason, style: "",
                    [
                        PageTable.Cell(
                            QuantityFormat.count(entry.count), order: Double(entry.count)),
                        PageTable.Cell(QuantityFormat.share(share), order: share),
                    ])
            })
    }

    private static func table(_ summary: RunSummary) -> PageTable {
        let both = summary.modes.count > 1
        let rows = summary.outcomes.map { entry -> PageTable.Row in
            let share = summary.numbers[entry.mode]?.outcomes[entry.outcome]?.share
            let cells = [
                PageTable.Cell(QuantityFormat.count(entry.count), order: Double(entry.count)),
                PageTable.Cell(
                    share?.value.map { QuantityFormat.share($0) } ?? "",
                    detail: share.flatMap { QuantityFormat.interval($0) } ?? "",
                    order: share?.value),
                PageTable.Cell(entry.statuses.map(String.init).joined(separator: ", ")),
                PageTable.Cell(entry.firstMessage ?? ""),
            ]
            return PageTable.Row(
                entry.outcome.rawValue, style: entry.outcome.isFailure ? "failure" : "",
                (both ? [PageTable.Cell(Wording.mode(entry.mode))] : []) + cells)
        }
        return PageTable(
            "How requests ended",
            columns: ["outcome"] + (both ? ["mode"] : [])
                + ["requests", "share", "status", "first message"],
            texts: both ? [1, 4, 5] : [3, 4], rows: rows)
    }
}
