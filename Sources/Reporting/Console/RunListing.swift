package import Analysis
package import RunModel

/// Recorded runs as lines for a person, in order of time.
package enum RunListing {
    package struct Row {
        let name: String
        let manifest: RunManifest
        /// Nil of a run that has no numbers of its own, such as one that looked for limits.
        let summary: RunSummary?
        let limits: LimitsSummary?

        package init(
            name: String, manifest: RunManifest, summary: RunSummary?, limits: LimitsSummary? = nil
        ) {
            self.name = name
            self.manifest = manifest
            self.summary = summary
            self.limits = limits
        }
    }

    package static func text(_ rows: [Row]) -> String {
        let lines =
            [["started (UTC)", "run", "target", "load", "TTFT p50", "p95", "verdict"]]
            + rows.map(cells)
        let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let text = zip(cells, widths).enumerated().map { column, cell in
                (4...5).contains(column)
                    ? TerminalText.right(cell.0, cell.1) : TerminalText.left(cell.0, cell.1)
            }.joined(separator: "  ")
            return TerminalText.withoutTrailingSpace(text) + "\n"
        }.joined()
    }

    private static func cells(_ row: Row) -> [String] {
        let manifest = row.manifest
        let load = manifest.plan.load
        let percentiles = row.summary?.numbers.modes.first?.timeToFirstToken.all
        func value(_ number: Estimate?) -> String {
            number?.value.map { QuantityFormat.quantity($0, .milliseconds) } ?? "—"
        }
        let kind =
            manifest.plan.limits != nil
            ? "limits" : manifest.plan.against != nil ? "two sides" : nil
        return [
            String(manifest.started.prefix(16)).replacing("T", with: " "), row.name,
            manifest.isEmulated == true ? EmulatorMark.word : manifest.endpoint,
            kind ?? load.rate.map { "\(QuantityFormat.tick($0))/s" }
                ?? Wording.plural(load.concurrency, "stream"),
            value(percentiles?.p50), value(percentiles?.p95), verdict(row),
        ].map(TerminalText.harmless)
    }

    private static func verdict(_ row: Row) -> String {
        switch row.manifest.ending {
        case .interrupted: "interrupted"
        // It goes on, or was killed: the record is the same.
        case .unfinished: "not ended"
        case .recordFailed: "record failed"
        case .completed, .endedEarly:
            row.limits.map(LimitsWording.short)
                ?? row.summary.map {
                    $0.hasSuccess() ? Wording.verdict($0.validity.verdict) : "all failed"
                } ?? "—"
        }
    }
}
