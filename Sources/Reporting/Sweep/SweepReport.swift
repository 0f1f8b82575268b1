package import Analysis
internal import RunModel

/// A sweep as it is told: what it says, and the summaries of its steps.
package struct SweepReport: Sendable {
    package struct Step: Sendable {
        package let step: SweepStep
        package let summary: RunSummary

        package init(step: SweepStep, summary: RunSummary) {
            self.step = step
            self.summary = summary
        }
    }

    package let name: String
    package let folder: String
    package let summary: SweepSummary
    /// Of the steps that count, in the order in which they were measured.
    package let steps: [Step]

    package init(name: String, folder: String, summary: SweepSummary, steps: [Step]) {
        self.name = name
        self.folder = folder
        self.summary = summary
        self.steps = steps
    }

    var record: SweepRecord { summary.record }
    var kind: SweepLoad.Kind { record.plan.loads.kind }
}
