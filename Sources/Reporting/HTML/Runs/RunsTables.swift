internal import Analysis
internal import RunModel

/// The tables of a page of several runs, a row a run.
struct RunsTables {
    let runs: [RunsReport.Run]

    private func name(_ index: Int) -> Markup { Markup("\(index + 1): \(runs[index].name)") }

    var verdicts: PageTable {
        PageTable(
            "The runs",
            columns: ["run", "verdict", "reasons", "load", "model", "started", "requests"],
            texts: [1, 2, 3, 4, 5],
            rows: runs.enumerated().map { index, run in
                let manifest = run.summary.manifest
                let validity = run.summary.validity
                let reasons = validity.reasons.map {
                    Wording.sentence($0, in: run.summary)
                }
                let requests = run.summary.numbers.window?.count ?? 0
                return PageTable.Row(
                    name(index),
                    [
                        PageTable.Cell(
                            Markup(
                                trusted: #"<strong class="\#(validity.verdict.rawValue)">"#
                                    + Markup(Wording.verdict(validity.verdict)).html + "</strong>")
                        ),
                        PageTable.Cell(reasons.joined(separator: "; ")),
                        PageTable.Cell(Wording.load(manifest.plan)),
                        PageTable.Cell(manifest.plan.request.model),
                        PageTable.Cell(manifest.started),
                        PageTable.Cell(QuantityFormat.count(requests), order: Double(requests)),
                    ])
            })
    }

    private struct Column {
        let label: String
        let value: (ModeNumbers) -> Estimate?
    }

    /// A table a mode that any run has.
    var headlines: [PageTable] {
        let shown: [any KeyPath<ModeNumbers, Estimate?> & Sendable] = [
            \.timeToFirstTokenScheduled.p50, \.timeToFirstToken.p50, \.timeToFirstToken.p99,
            \.interChunkLatency.p50, \.maxGap.p99, \.endToEnd.p50, \.tokenThroughput,
            \.failures?.share,
        ]
        return ResponseMode.allCases.compactMap { mode in
            let numbers = runs.compactMap { $0.summary.numbers[mode] }
            return table(
                "Headline numbers", mode,
                shown.compactMap { path in
                    numbers.lazy.compactMap { $0[keyPath: path] }.first
                        .map { Column(label: Wording.label($0)) { $0[keyPath: path] } }
                })
        }
    }

    var rounds: [PageTable] {
        ResponseMode.allCases.compactMap { mode in
            let numbers = runs.compactMap { $0.summary.numbers[mode] }
            return table(
                "Means over rounds, with Student's t interval", mode,
                RoundSection.compared.filter { quantity in
                    numbers.contains { $0.roundMeans[quantity] != nil }
                }.map { quantity in
                    Column(label: Wording.label(quantity)) { $0.roundMeans[quantity] }
                })
        }
    }

    /// Nil where no run has anything to show.
    private func table(
        _ caption: String, _ mode: ResponseMode, _ columns: [Column]
    ) -> PageTable? {
        guard !columns.isEmpty else { return nil }
        return PageTable(
            "\(caption), \(Wording.mode(mode))", columns: ["run"] + columns.map(\.label),
            rows: runs.enumerated().compactMap { index, run in
                run.summary.numbers[mode].map { numbers in
                    PageTable.Row(
                        name(index),
                        columns.map { column in
                            column.value(numbers).map(PercentileTable.cell) ?? .empty
                        })
                }
            })
    }
}
