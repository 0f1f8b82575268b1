package import Analysis
package import RunModel

/// The runs of a history as lines for a person, in order of time.
package enum HistoryTable {
    package struct Row {
        package var id: String
        package var started: String
        package var series: String
        package var kind: PastRun.Kind
        package var labels: RunLabels
        package var verdict: GateResult.Verdict?
        package var trust: Verdict
        package var ending: RunEnding
        /// By a judged metric's name.
        package var values: [String: Double]
        package var exclusion: String?
        package var blessing: String?
        package var baselines: [String]

        package init(
            id: String, started: String, series: String, kind: PastRun.Kind, labels: RunLabels,
            verdict: GateResult.Verdict?, trust: Verdict, ending: RunEnding,
            values: [String: Double], exclusion: String?, blessing: String?, baselines: [String]
        ) {
            self.id = id
            self.started = started
            self.series = series
            self.kind = kind
            self.labels = labels
            self.verdict = verdict
            self.trust = trust
            self.ending = ending
            self.values = values
            self.exclusion = exclusion
            self.blessing = blessing
            self.baselines = baselines
        }
    }

    /// A line a run; what was said of it stands below.
    package static func text(_ rows: [Row]) -> String {
        let hasCapacity = rows.contains { $0.values[JudgedMetric.capacity.rawValue] != nil }
        let metrics: [(head: String, metric: JudgedMetric)] =
            [("TTFT p50", .firstTokenP50), ("tokens/s", .tokenThroughput)]
            + (hasCapacity ? [("capacity", .capacity)] : [])
        let heads =
            ["run", "started", "series", "branch", "commit"] + metrics.map(\.head) + ["gate"]
        let cells = rows.map { Self.cells($0, metrics.map(\.metric)) }
        let widths = heads.indices.map { column in
            ([heads] + cells).map { $0[column].count }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let text = zip(cells, widths).enumerated().map { column, cell in
                (5..<5 + metrics.count).contains(column)
                    ? TerminalText.right(cell.0, cell.1) : TerminalText.left(cell.0, cell.1)
            }.joined(separator: "  ")
            return TerminalText.withoutTrailingSpace(text) + "\n"
        }
        return line(heads)
            + zip(rows, cells).map { row, cells in
                line(cells) + remarks(row).map { "    \($0)\n" }.joined()
            }.joined()
    }

    /// As much of an id as tells runs of a history apart.
    static func short(_ id: String) -> String { String(id.suffix(16).prefix(8)) }

    private static func cells(_ row: Row, _ metrics: [JudgedMetric]) -> [String] {
        func value(_ metric: JudgedMetric) -> String {
            row.values[metric.rawValue].map { QuantityFormat.quantity($0, metric.unit) } ?? "—"
        }
        let started = String(row.started.prefix(16)).replacing("T", with: " ")
        let state =
            row.ending != .completed
            ? "not completed"
            : row.verdict.map(GateWording.short)
                ?? (row.trust == .notTrustworthy ? "not trustworthy" : "")
        let head = [
            short(row.id), started, SidesWording.clipped(row.series, 16),
            SidesWording.clipped(row.labels.branch ?? "—", 24), row.labels.shortCommit ?? "—",
        ]
        return (head + metrics.map(value) + [state]).map(TerminalText.harmless)
    }

    private static func remarks(_ row: Row) -> [String] {
        [
            row.kind == .run ? nil : row.kind.rawValue,
            row.baselines.isEmpty ? nil : "baseline \(row.baselines.joined(separator: ", "))",
            row.blessing.map { "blessed: \($0)" }, row.exclusion.map { "excluded: \($0)" },
        ].compactMap { $0 }.map { TerminalText.harmless(SidesWording.clipped($0, 120)) }
    }
}
