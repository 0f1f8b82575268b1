package import Analysis
package import RunModel

/// Recorded runs as lines for a person, in order of time.
package enum RunListing {
    package struct Row {
        fileprivate let cells: [String]

        /// `summary` is nil of a run that has no numbers of its own, such as one that looked for limits.
        package init(
            name: String, manifest: RunManifest, summary: RunSummary?, limits: LimitsSummary? = nil
        ) {
            cells = RunListing.cells(name, manifest, summary, limits)
        }

        /// A sweep: its numbers are those at its knee.
        package init(name: String, sweep: SweepSummary) {
            cells = RunListing.cells(name, sweep)
        }

        /// A search for the capacity: its numbers are those at its answer.
        package init(name: String, capacity: CapacitySummary) {
            cells = RunListing.cells(name, capacity)
        }
    }

    fileprivate static func cells(_ name: String, _ capacity: CapacitySummary) -> [String] {
        let step = capacity.steps.last { $0.load == capacity.load }
        return [
            minute(capacity.started), name,
            capacity.isEmulated ? EmulatorMark.word : capacity.endpoint,
            capacity.load.map { CapacityWording.load($0, capacity.capacity.load) } ?? "—",
            value(step?.medianTimeToFirstTokenMilliseconds), "—",
            "capacity, \(CapacityWording.outcome(capacity))",
        ].map(TerminalText.harmless)
    }

    package static func text(_ rows: [Row]) -> String {
        let lines =
            [["started (UTC)", "run", "target", "load", "TTFT p50", "p95", "verdict"]]
            + rows.map(\.cells)
        let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let text = zip(cells, widths).enumerated().map { column, cell in
                (4...5).contains(column)
                    ? TerminalText.right(cell.0, cell.1) : TerminalText.left(cell.0, cell.1)
            }.joined(separator: "  ")
            return TerminalText.withoutTrailingSpace(text) + "\n"
        }.joined()
    }

    private static func value(_ number: Double?) -> String {
        number.map { QuantityFormat.quantity($0, .milliseconds) } ?? "—"
    }

    fileprivate static func cells(
        _ name: String, _ manifest: RunManifest, _ summary: RunSummary?, _ limits: LimitsSummary?
    ) -> [String] {
        let load = manifest.plan.load
        let percentiles = summary?.numbers.modes.first?.timeToFirstToken.all
        let kind =
            manifest.plan.limits != nil
            ? "limits" : manifest.plan.against != nil ? "two sides" : nil
        return [
            minute(manifest.started), name,
            manifest.isEmulated == true ? EmulatorMark.word : manifest.endpoint,
            kind ?? load.replay.map { _ in "trace" } ?? load.rate.map {
                "\(QuantityFormat.tick($0))/s"
            }
                ?? Wording.plural(load.concurrency, "stream"),
            value(percentiles?.p50.value), value(percentiles?.p95.value),
            verdict(manifest, summary, limits),
        ].map(TerminalText.harmless)
    }

    fileprivate static func cells(_ name: String, _ sweep: SweepSummary) -> [String] {
        let record = sweep.record
        let atKnee = sweep.knee.flatMap { sweep[$0.load] }?.timeToFirstToken
        let values = record.plan.loads.values
        let ends = [values.first, values.last].compactMap { $0.map { QuantityFormat.tick($0) } }
        let unit = record.plan.loads.kind == .rate ? "/s" : " streams"
        return [
            minute(record.started), name,
            record.isEmulated == true ? EmulatorMark.word : record.endpoint,
            Set(ends).sorted().count > 1 ? ends.joined(separator: "–") + unit : ends[0] + unit,
            value(atKnee?.p50.value), value(atKnee?.p95.value), verdict(sweep),
        ].map(TerminalText.harmless)
    }

    private static func minute(_ started: String) -> String {
        String(started.prefix(16)).replacing("T", with: " ")
    }

    private static func verdict(_ sweep: SweepSummary) -> String {
        switch sweep.record.ending {
        case .completed:
            return sweep.knee.map { "sweep, knee at \(SweepWording.load($0.load))" } ?? "sweep"
        case .interrupted: return "sweep, interrupted"
        case .unfinished: return "sweep, not ended"
        case .recordFailed: return "sweep, record failed"
        case .targetFailed, .pauseTooLong: return "sweep, the target failed"
        }
    }

    private static func verdict(
        _ manifest: RunManifest, _ summary: RunSummary?, _ limits: LimitsSummary?
    ) -> String {
        switch manifest.ending {
        case .interrupted: "interrupted"
        // It goes on, or was killed: the record is the same.
        case .unfinished: "not ended"
        case .recordFailed: "record failed"
        case .completed, .endedEarly:
            limits.map(LimitsWording.short)
                ?? summary.map {
                    $0.hasSuccess() ? Wording.verdict($0.validity.verdict) : "all failed"
                } ?? "—"
        }
    }
}
