import Analysis
import ArgumentParser
import RunModel

/// What a search for the capacity asks, and how much it may take.
struct CapacityOptions: ParsableArguments {
    @Option(
        name: .customLong("slo"),
        help: ArgumentHelp(
            "What must hold, such as 'ttft.p95 < 500ms', 'max_gap.p99 < 1s' or 'failures < 1%'; may be "
                + "repeated.", valueName: "objective"),
        transform: ObjectiveText.parsed)
    var objectives: [ObjectiveText] = []

    @Option(help: "What is raised: rate (requests a second) or concurrency (streams kept open).")
    var by: CapacityPlan.LoadKind?

    @Option(
        help: ArgumentHelp(
            "How close to the truth the answer shall be (default 10%).", valueName: "share"))
    var resolution: ShareOption?

    @Option(
        help: ArgumentHelp("The load of the first step (default 1).", valueName: "load"))
    var start: Double?

    @Option(
        help: ArgumentHelp("The load that is not gone beyond.", valueName: "load"))
    var most: Double?

    @Option(
        help: ArgumentHelp(
            "Requests of all steps together at most (default 20000).", valueName: "n"))
    var maxRequests: Int?

    @Option(
        help: ArgumentHelp("Time of all steps together at most (default 1h).", valueName: "time"))
    var maxDuration: TimeSpan?

    @Option(
        help: ArgumentHelp("Output tokens of all steps together at most.", valueName: "n"))
    var maxTokensTotal: Int?

    @Option(
        name: .customLong("require"),
        help: ArgumentHelp(
            "End with 2 where the capacity is surely below.", valueName: "load"))
    var required: Double?

    @Flag(help: "Say what would be sent, and send nothing.")
    var dryRun = false

    func validate() throws {
        for (name, value) in [("start", start), ("most", most), ("require", required)] {
            guard let value else { continue }
            guard value.isFinite, value > 0, value <= 1e6 else {
                throw ValidationError("--\(name) takes a load above 0 and up to 1000000.")
            }
        }
        if let start, let most, start > most {
            throw ValidationError("--start \(start) is more than --most \(most); lower it.")
        }
        if let required, let most, required > most {
            throw ValidationError(
                "--require \(required) is more than --most \(most), beyond which nothing is tried; raise --most."
            )
        }
        for (name, value) in [("max-requests", maxRequests), ("max-tokens-total", maxTokensTotal)] {
            guard value ?? 1 >= 1 else {
                throw ValidationError("--\(name) takes a whole number from 1.")
            }
        }
        guard maxDuration.map({ $0.duration > .zero }) ?? true else {
            throw ValidationError("--max-duration takes a time above 0, such as 10m.")
        }
        guard resolution.map({ (0.02...0.5).contains($0.share) }) ?? true else {
            throw ValidationError("--resolution takes a share from 2% to 50%.")
        }
    }

    /// With the objectives of a search that goes on, where none are given.
    ///
    /// - Throws: `ValidationError` where nothing is to hold.
    func plan(_ begun: CapacityPlan? = nil) throws -> CapacityPlan {
        var plan = begun ?? CapacityPlan()
        if !objectives.isEmpty { plan.objectives = objectives.map(\.objective.text) }
        guard !plan.objectives.isEmpty else {
            throw ValidationError(
                "What must hold? Give --slo, such as --slo 'ttft.p95 < 500ms' --slo 'failures < 1%'."
            )
        }
        plan.load = by ?? plan.load
        plan.resolution = resolution?.share ?? plan.resolution
        plan.start = start ?? plan.start
        plan.most = most ?? plan.most
        plan.maxRequests = maxRequests ?? plan.maxRequests
        plan.maxDuration = maxDuration ?? plan.maxDuration
        plan.maxTokens = maxTokensTotal ?? plan.maxTokens
        plan.required = required ?? plan.required
        return plan
    }
}

/// A search that goes on.
struct CapacityResumeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Go on with the search of this folder, with more to take.", valueName: "folder"))
    var resume: String?

    /// - Throws: `ValidationError` where the folder holds no search.
    func begun() throws -> (summary: CapacitySummary, folder: CapacityFolder)? {
        guard let resume else { return nil }
        guard let folder = CapacityFolder(opening: resume) else {
            throw ValidationError(
                "--resume: '\(resume)' is no search's folder: it has no capacity.json.")
        }
        return (try folder.summary(), folder)
    }
}

extension CapacityPlan.LoadKind: ExpressibleByArgument {}

/// A share as people write it: `10%` or `0.1`.
struct ShareOption: ExpressibleByArgument {
    let share: Double

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        guard let value = Double(isPercent ? String(argument.dropLast()) : argument),
            value.isFinite
        else { return nil }
        share = isPercent ? value / 100 : value
    }
}

/// An objective as one use of the option gives it.
struct ObjectiveText {
    let objective: ServiceObjective

    /// - Throws: `ValidationError` with the column and what was expected there.
    @Sendable static func parsed(_ text: String) throws -> ObjectiveText {
        do throws(AssertionError) {
            return ObjectiveText(objective: try ServiceObjective(text))
        } catch {
            throw ValidationError("--slo '\(text)': \(error).")
        }
    }
}
