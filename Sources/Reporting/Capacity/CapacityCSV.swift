package import Analysis
internal import RunModel

/// capacity.csv in long form: a line a step and objective, in the order in which they were made.
package enum CapacityCSV {
    package static let columns = [
        "step", "purpose", "load", "load_unit", "requests", "counted", "seconds", "verdict",
        "saturated",
        "failures", "ttft_p50_ms", "client_cpu", "objective", "missed", "missed_low", "missed_high",
        "allowed", "value", "bound", "unit", "folder",
    ]

    /// All lines, each ended by a line feed. Fields are quoted as RFC 4180 says.
    package static func text(_ summary: CapacitySummary) -> String {
        columns.joined(separator: ",") + "\n"
            + summary.steps.enumerated().flatMap { number, step in
                step.objectives.map { line(number + 1, step, $0, summary.capacity.load) + "\n" }
            }.joined()
    }

    private static func line(
        _ number: Int, _ step: CapacityStep, _ objective: CapacityStep.Objective,
        _ kind: CapacityPlan.LoadKind
    ) -> String {
        let exact = { (value: Double?) in value.map { QuantityFormat.exact($0) } ?? "" }
        return [
            String(number), step.purpose.rawValue, exact(step.load),
            kind == .rate ? "requests/s" : "streams", String(step.requests),
            String(step.counted), exact(step.seconds), step.verdict.rawValue,
            step.isSaturated ? "true" : "false", exact(step.failures),
            exact(step.medianTimeToFirstTokenMilliseconds), exact(step.clientCPU),
            CSVCell.text(objective.text), exact(objective.missed), exact(objective.missedLow),
            exact(objective.missedHigh), exact(objective.allowed), exact(objective.value),
            exact(objective.bound), objective.unit.rawValue, CSVCell.text(step.folder),
        ].joined(separator: ",")
    }
}
