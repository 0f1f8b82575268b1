import ArgumentParser
import RunModel

/// What a plan is made of: a plan file, and options that win over it.
protocol PlanOptions {
    var planFile: String? { get }
    var target: TargetOptions { get }
    var request: RequestOptions { get }
    var timeouts: TimeoutOptions { get }
    var place: RunFolderOptions { get }
    var output: OutputOptions { get }
    /// Into how many a run is cut, where that is said.
    var rounds: Int? { get }

    /// - Throws: `ValidationError` naming the option and the fix.
    func applyLoad(to plan: inout RunPlan) throws
}

extension PlanOptions {
    /// - Throws: `ValidationError` naming the option and the fix, or key and line of the plan file.
    func check(_ plan: RunPlan) throws {
        do {
            try PlanCheck.validate(plan)
        } catch let error as ValidationError {
            guard let planFile else { throw error }
            throw PlanFault.explained(error, in: try PlanFile.text(at: planFile))
        }
    }

    /// The same for a command that checks it when it is complete. `prepare` adapts what the file says before
    /// the options do.
    ///
    /// - Throws: `ValidationError` naming the option or key and the fix.
    func assembled(
        defaults: RunPlan, unnamed: UnnamedTarget = .refused, sideB: [String] = [],
        _ prepare: (inout RunPlan) throws -> Void = { _ in }
    ) throws -> RunPlan {
        let given = try planFile.map { try PlanFile.read($0, defaults: defaults) }
        var plan = given?.plan ?? defaults
        try prepare(&plan)
        target.apply(to: &plan)
        request.apply(to: &plan)
        try applyLoad(to: &plan)
        // A plan file says itself how its runs are cut.
        if planFile == nil, rounds == nil { plan.load.rounds = plan.carriedRounds }
        timeouts.apply(to: &plan)
        place.apply(to: &plan)
        output.apply(to: &plan)
        let hints = target.hints + request.targetHints + [given?.targetHint].compactMap { $0 }
        if planFile == "-", plan.request.promptsFile == "-" {
            throw ValidationError(
                "The plan and the prompts cannot both come from standard input; give one of them a file."
            )
        }
        try target.settle(&plan, hints: hints, unnamed: unnamed, sideB: sideB)
        guard plan.limits == nil else {
            throw ValidationError(
                "The plan has the key 'limits', which verifies limits and measures nothing; use "
                    + "'streamgauge limits' with its options.")
        }
        return plan
    }

    func printPlan(_ plan: RunPlan) throws {
        try Terminal.say(try PlanFile.text(plan.withoutSecrets))
    }
}
