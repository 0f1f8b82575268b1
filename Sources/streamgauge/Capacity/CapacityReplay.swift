import Analysis
import ArgumentParser
import RecordStore
import RunModel

/// A search as far as it came, made again from the records of its steps: what is next follows from what was seen.
struct CapacityReplay {
    private let summary: CapacitySummary
    private let folder: CapacityFolder
    private let objectives: [ServiceObjective]

    init(
        _ summary: CapacitySummary, in folder: CapacityFolder, _ objectives: [ServiceObjective]
    ) {
        self.summary = summary
        self.folder = folder
        self.objectives = objectives
    }

    /// - Throws: `RecordError` of a step that cannot be read; `ValidationError` where this version would have made other
    ///   steps.
    func search(_ rules: CapacitySearch.Rules) throws -> CapacitySearch {
        var search = CapacitySearch(rules)
        for made in summary.steps where made.verdict != .notCounted {
            guard case .step(let step) = search.next(), step.load == made.load,
                step.purpose == made.purpose
            else {
                throw ValidationError(
                    "--resume: the steps of '\(folder.path)' are not those that this version makes; begin a new search."
                )
            }
            let reader = try RecordReader(opening: "\(folder.path)/\(made.folder)")
            let evidence = StepEvidence(
                objectives, load: step.load, manifest: reader.manifest,
                requests: try reader.requests())
            var result = search.result(step, evidence)
            result.isSaturated = made.isSaturated
            search.add(result)
        }
        return search
    }

    /// Refuses to go on with a search by another plan, or with one that has its answer.
    ///
    /// - Throws: `ValidationError` naming what differs.
    static func refuse(_ plan: RunPlan, _ capacity: CapacityPlan, unlike begun: CapacitySummary)
        throws
    {
        guard begun.outcome == .untold else {
            throw ValidationError(
                "--resume: this search has its answer; 'streamgauge report' shows it again.")
        }
        var shown = plan.withoutSecrets
        // Where it lies and what it is called changes nothing of what is measured.
        shown.record.folder = begun.plan.record.folder
        shown.name = begun.plan.name
        let before = begun.capacity
        let difference: String? =
            if capacity.objectives != before.objectives {
                "other objectives"
            } else if capacity.load != before.load {
                "another --by"
            } else if capacity.resolution != before.resolution {
                "another --resolution"
            } else if capacity.start != before.start {
                "another --start"
            } else if capacity.most != before.most {
                "another --most"
            } else if let key = try PlanDifferences.first(shown, begun.plan) {
                "another \(key)"
            } else {
                nil
            }
        guard let difference else { return }
        throw ValidationError(
            "--resume: this is another plan than the search was begun with, with \(difference); give no options but "
                + "--resume, --require and --max-requests, --max-duration or --max-tokens-total, or begin a new search."
        )
    }
}
