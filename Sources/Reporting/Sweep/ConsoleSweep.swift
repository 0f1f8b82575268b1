package import Analysis
internal import RunModel

/// A sweep on a terminal: a line a load, its intervals below it, and what follows.
package struct ConsoleSweep {
    private let summary: SweepSummary
    private let folder: String
    private let files: [String]
    private let text: TerminalText

    /// `files` are named at the end.
    package init(_ summary: SweepSummary, folder: String, files: [String], usesColour: Bool) {
        self.summary = summary
        self.folder = folder
        self.files = files
        text = TerminalText(usesColour: usesColour)
    }

    package func rendered() -> String {
        let record = summary.record
        var lines = head(record)
        if summary.points.isEmpty {
            lines.append("no step was measured")
        } else {
            lines += [""] + table() + [""]
            lines += TerminalText.hanging(
                "knee", (summary.knee == nil ? "not told: " : "") + SweepWording.knee(summary))
            lines += TerminalText.hanging("scalability", SweepWording.scalability(summary))
        }
        for remark in SweepWording.remarks(summary) {
            lines += TerminalText.hanging("note", remark)
        }
        if let ending = SweepWording.ending(record, folder: folder) {
            lines += TerminalText.hanging("ended", ending).map { text.coloured($0, .yellow) }
        }
        lines += [""] + files.map { "written \($0)" }
        return lines.map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    private func head(_ record: SweepRecord) -> [String] {
        let mark = record.isEmulated == true ? "\(EmulatorMark.word): " : ""
        let name = TerminalText.harmless(record.plan.base.name)
        let title = name.contains("sweep") ? name : "\(name), a sweep"
        return TerminalText.wrapped(
            mark + text.coloured(title, .bold) + ": " + SweepWording.extent(record.plan), 80)
            + [TerminalText.harmless("\(record.endpoint)  \(record.plan.base.request.model)")]
    }

    // MARK: The table

    private static let widths = [10, 11, 12, 11, 11, 11, 13, 10]

    private func table() -> [String] {
        let kind = summary.record.plan.loads.kind
        let titles = [
            SweepWording.column(kind), "served/s", "TTFT p50", "p95", "p99", "TPOT", "tokens/s",
            "failed",
        ]
        let head =
            zip(titles, Self.widths).map { TerminalText.right($0, $1) }.joined() + "  trust"
        return [text.coloured(head, .dim)] + summary.points.flatMap(lines)
            + [
                text.coloured(
                    "below: 95 % interval; TTFT and TPOT: medians and percentiles over all passes",
                    .dim)
            ]
    }

    private func lines(_ point: SweepPoint) -> [String] {
        let numbers: [(SweepNumber?, SummaryUnit)] = [
            (point.served, .requestsPerSecond), (point.timeToFirstToken?.p50, .milliseconds),
            (point.timeToFirstToken?.p95, .milliseconds),
            (point.timeToFirstToken?.p99, .milliseconds),
            (point.timePerOutputToken?.p50, .milliseconds), (point.tokens, .tokensPerSecond),
            (point.failures, .share),
        ]
        let values = [QuantityFormat.tick(point.load.value)] + numbers.map(Self.value)
        let intervals = [""] + numbers.map(Self.interval)
        func line(_ cells: [String]) -> String {
            zip(cells, Self.widths).map { TerminalText.right($0, $1) }.joined()
        }
        let colour: TerminalText.Colour? =
            point.trust.limitedBy != nil || point.isFailing || point.isSaturated ? .yellow : nil
        let trust = SweepWording.trust(point)
        return [
            line(values) + "  " + (colour.map { text.coloured(trust, $0) } ?? trust),
            text.coloured(line(intervals), .dim),
        ]
    }

    /// Without the unit that the column names.
    private static func value(_ number: SweepNumber?, _ unit: SummaryUnit) -> String {
        guard let value = number?.value else { return "—" }
        switch unit {
        case .requestsPerSecond, .tokensPerSecond: return QuantityFormat.digits(value)
        default: return QuantityFormat.quantity(value, unit)
        }
    }

    private static func interval(_ number: SweepNumber?, _ unit: SummaryUnit) -> String {
        guard number?.value != nil, let low = number?.low, let high = number?.high else {
            return ""
        }
        let text = QuantityFormat.range(low: low, high: high, unit)
        // The value above has the unit.
        return String(text.prefix { $0 != " " })
    }
}
