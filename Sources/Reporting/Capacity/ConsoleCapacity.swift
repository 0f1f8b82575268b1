package import Analysis
internal import RunModel

/// A capacity for the terminal: the answer first, then a line a step.
package struct ConsoleCapacity {
    private let summary: CapacitySummary
    private let files: [String]

    package init(_ summary: CapacitySummary, files: [String]) {
        self.summary = summary
        self.files = files
    }

    package func rendered() -> String {
        var lines = [
            (summary.isEmulated ? "EMULATOR: " : "") + CapacityWording.answer(summary)
        ]
        lines += CapacityWording.remarks(summary)
        lines += [
            "", TerminalText.harmless("\(summary.endpoint)  \(summary.plan.request.model)"), "",
        ]
        lines += table
        lines.append("")
        lines.append(
            "cost          \(QuantityFormat.count(summary.requests)) requests, "
                + "\(QuantityFormat.count(summary.tokens)) output tokens, "
                + "\(QuantityFormat.clock(.seconds(summary.seconds))) of sending")
        lines += files.map { "written       \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// By load: what was made first is no help to who looks for the edge.
    private var table: [String] {
        let rows = summary.steps.sorted { ($0.load, $0.requests) < ($1.load, $1.requests) }.map(row)
        let head = ["load", "", "requests", "TTFT p50"] + summary.capacity.objectives
        let widths = head.indices.map { column in
            ([head] + rows).map { $0[column].count }.max() ?? 0
        }
        return ([head] + rows).map { row in
            zip(row, widths).enumerated().map { column, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 1 ? cell.0 + padding : padding + cell.0
            }.joined(separator: "  ").trimmingTrailingBlanks
        }
    }

    private func row(_ step: CapacityStep) -> [String] {
        [
            QuantityText.load(step.load), CapacityWording.verdict(step),
            QuantityFormat.count(step.requests),
            step.medianTimeToFirstTokenMilliseconds.map { QuantityFormat.latency(milliseconds: $0) }
                ?? "-",
        ]
            + step.objectives.map { objective in
                objective.value.map { QuantityFormat.quantity($0, objective.unit) } ?? "-"
            }
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
