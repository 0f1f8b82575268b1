internal import RecordStore
package import RunModel
internal import Wire
package import Workload

/// All that a run needs beside the plan: secrets and files are read, the targets are known.
package struct RunOrder: Sendable {
    package var plan: RunPlan
    /// Whom to ask, by the index of the target.
    package private(set) var sides: [RunSide]
    package var prompts: PromptSource
    package var version: String
    /// The run's own folder, new or empty, where it was named; else a dated one is made as the plan says.
    package var folder: String?
    /// Of a run that looks for limits.
    package var windowReader: WindowReader?
    /// What the plan's `quality.expect_answers` holds.
    package var keptAnswers: KeptAnswers?
    /// The part of the plan that is this process's, and how it came to it.
    package var shard = Shard()
    package var shardStart: ShardStart?
    /// When it begins; nil for as soon as it can.
    package var startsAt: MonotonicInstant?
    /// Whether arrivals are this run's alone, as the plan names no seed for them.
    private(set) var isArrivalSeedDrawn = false
    /// What is sent when, where the plan replays a trace; not where its prompts are asked under another load, as before
    /// a run.
    package var trace: TraceSchedule? { plan.load.replay == nil ? nil : prompts.trace }
    /// Of a plan with conversations, as its load is by now. Whoever checked the plan has checked its distributions.
    package var conversations: ConversationSchedule? {
        do throws(WorkloadError) {
            return try ConversationSchedule(plan)
        } catch {
            preconditionFailure("a plan that was not checked: \(error)")
        }
    }
    /// Measured requests of this shard; nil where time ends the run.
    package var plannedRequests: Int? {
        let share = WorkerShare(index: shard.index, count: shard.count)
        if let all = conversations?.requests(of: share) {
            return max(0, all - shard.part(of: plan.load.warmupRequests ?? 0))
        }
        guard let trace else { return plan.plannedRequests(of: shard) }
        return trace.measuredRequests(
            of: shard, warmup: plan.load.warmupDuration?.duration ?? .zero)
    }
    /// The seed of arrivals that the plan names.
    package var plannedArrivalSeed: UInt64? { isArrivalSeedDrawn ? nil : plan.load.arrivalSeed }
    /// What the plan's seed was before it was made this run's own.
    let seedDerivedFrom: UInt64?

    /// `sides` are as many as the plan has: two that are compared, callers of a run that looks for limits, or front ends.
    package init(
        plan: RunPlan, sides: [RunSide], prompts: PromptSource, version: String,
        seedDerivedFrom: UInt64? = nil
    ) {
        let others =
            plan.against == nil
            ? plan.limits?.callers?.count ?? plan.target.frontEnds - 1 : 1
        precondition(sides.count == 1 + others, "the plan has another number of sides")
        self.plan = plan
        self.sides = sides
        if plan.load.arrivalSeed == nil {
            // Short enough to be typed again.
            self.plan.load.arrivalSeed = .random(in: 1...0xFFFF_FFFF)
            isArrivalSeedDrawn = true
        }
        self.prompts = prompts
        self.version = version
        self.seedDerivedFrom = seedDerivedFrom
    }

    /// An order of one side.
    ///
    /// - Throws: `PreflightError` when the plan's `body` is not a JSON object.
    package init(
        plan: RunPlan, baseURL: String, isEmulated: Bool, apiKey: String?,
        secretHeaders: [String] = [], prompts: PromptSource,
        version: String
    ) throws(PreflightError) {
        precondition(plan.target.frontEnds == 1, "an order of one side")
        let side = try RunSide(
            plan, baseURL: baseURL, isEmulated: isEmulated, apiKey: apiKey,
            secretHeaders: secretHeaders)
        self.init(plan: plan, sides: [side], prompts: prompts, version: version)
    }

    /// Asks `side` alone.
    mutating func move(to side: RunSide) { sides = [side] }

    /// Whether any server is in this process.
    package var isEmulated: Bool { sides.contains(where: \.isEmulated) }

    /// What the run's folder is called after its time: a run of the emulator is not taken for one of an API.
    var folderName: String {
        let name =
            masked(plan.name) + (shard.isWhole ? "" : "-shard-\(shard.index + 1)-of-\(shard.count)")
        return isEmulated && !name.contains("emulator") ? "emulator-\(name)" : name
    }

    /// Makes the run's folder.
    ///
    /// - Throws: `RecordError.cannotCreate`.
    func makeFolder() throws(RecordError) -> RecordDirectory {
        guard let folder else {
            return try RecordDirectory(
                creatingIn: plan.record.folder, name: folderName, at: .now())
        }
        return try RecordDirectory(creatingAt: folder)
    }

    /// The base URL of the first side, or of all front ends, as it may be shown.
    package var shownURL: String {
        plan.target.frontEnds > 1
            ? sides.map(\.shownURL).joined(separator: ", ") : sides[0].shownURL
    }

    /// What must stand in no record, whichever side it is said to: a server may repeat what it hears, and know
    /// what the other was told.
    package var secrets: [String] { sides.flatMap(\.secrets) }

    /// The plan as the record keeps it.
    var shownPlan: RunPlan {
        var plan = plan.withoutSecrets
        plan.name = masked(plan.name)
        let between = plan.against?.between.map { masked($0) }
        plan.against?.between = between
        return plan
    }

    /// `text` without the secrets of any side.
    package func masked(_ text: String) -> String {
        // A secret may be the beginning of another.
        secrets.sorted { $0.utf8.count > $1.utf8.count }
            .reduce(text) { $0.replacing($1, with: RunPlan.redacted) }
    }
}
