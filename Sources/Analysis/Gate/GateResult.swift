package import RunModel

/// What a gate came to: gate.json is this value, and every other output is made from it alone.
package struct GateResult: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    /// In the order in which they are told where several apply: what makes the rest meaningless first, what is
    /// known for sure before what is not.
    package enum Verdict: String, Codable, Sendable, CaseIterable {
        case interrupted
        case recordFailed = "record_failed"
        case targetFailed = "target_failed"
        case notTrustworthy = "not_trustworthy"
        case regression
        /// An assertion, or a stated limit, does not hold.
        case assertionFailed = "assertion_failed"
        case notComparable = "not_comparable"
        case nothingJudged = "nothing_judged"
        case cannotTell = "cannot_tell"
        /// Nothing to compare with yet: the run is the first of its kind.
        case noBaseline = "no_baseline"
        /// Nothing is worse for sure; the history has too few runs to say more.
        case shortHistory = "short_history"
        case passed

        /// docs/gate.md.
        package var exitCode: Int32 {
            switch self {
            case .interrupted: 130
            case .recordFailed: 7
            case .targetFailed: 6
            case .notTrustworthy: 4
            case .regression: 3
            case .assertionFailed: 2
            case .notComparable, .nothingJudged: 5
            case .cannotTell: 1
            case .noBaseline, .shortHistory, .passed: 0
            }
        }

        package var isPass: Bool { exitCode == 0 }
    }

    package var format = GateResult.currentFormat
    package var tool = "streamgauge"
    package var version: String
    package var name: String
    package var verdict = Verdict.passed
    package var exitCode: Int32 = 0
    /// Whether it was asked for only to tell: the exit code is then 0 whatever was judged.
    package var isAdvisory = false
    package var labels: RunLabels
    /// The run, and those that were made to confirm.
    package var runs: [GateRun]
    package var readiness: Readiness?
    package var assertions: [AssertionResult] = []
    /// Against the last runs of the branch.
    package var recent: Comparison?
    /// Against a named baseline.
    package var release: Comparison?
    /// Of a run with two sides: B against A.
    package var sides: SideComparison?
    /// Of a limits run: what of what is stated does not hold or could not be told.
    package var limits: StatedLimits?
    /// Of a search for the capacity.
    package var capacity: StatedCapacity?
    /// What the gate said of the branch's run before; absent where there was none.
    package var previous: Verdict?
    /// The rule of `--abort-when` that ended it.
    package var abortedBy: String?
    /// What must be told beside: files of the history that could not be read, and the like.
    package var notes: [String] = []

    package var isChanged: Bool { previous != verdict }

    /// Ends it where there is nothing to judge.
    package mutating func end(_ verdict: Verdict) {
        self.verdict = verdict
        exitCode = verdict.exitCode
        if isAdvisory, (1...5).contains(exitCode) { exitCode = 0 }
    }

    package init(version: String, name: String, labels: RunLabels) {
        self.version = version
        self.name = name
        self.labels = labels
        runs = []
    }

    /// One comparison with a part of the history.
    package struct Comparison: Codable, Sendable, Equatable {
        /// The branch, or the baseline's name; absent where the history names no branch.
        package var baseline: String?
        /// Ids of the runs that it holds, in order of time.
        package var runs: [String]
        package var passedOver: [PassedOver]
        /// The blessed run that it begins with, and why it was blessed.
        package var blessed: String?
        package var blessing: String?
        /// Absent where it holds no run.
        package var sides: SideComparison?
    }
}

/// One run of a gate.
package struct GateRun: Codable, Sendable, Equatable {
    /// In the history; absent where it is not there.
    package var id: String?
    package var folder: String
    package var endpoint: String
    /// Whether the emulator was measured, and no API; absent where it was not.
    package var isEmulated: Bool?
    package var model: String
    package var started: String
    package var seed: UInt64
    package var trust: Verdict
    package var reasons: [ValidityCheck]
    /// Medians of the rounds' values, by a judged metric's name.
    package var values: [String: Double]

    /// Whether its numbers are not to be believed.
    package var isUntrusted: Bool {
        reasons.contains(where: \.spoilsNumbers)
            || (reasons.isEmpty && trust == .notTrustworthy)
    }

    package init(
        id: String? = nil, folder: String, seed: UInt64, profile: RunProfile
    ) {
        self.id = id
        self.folder = folder
        self.seed = seed
        endpoint = profile.endpoint
        isEmulated = profile.isEmulated ? true : nil
        model = profile.model
        started = profile.started
        trust = profile.trust
        reasons = profile.reasons
        values = profile.medians
    }
}

/// What a limits run says of what is stated.
package struct StatedLimits: Codable, Sendable, Equatable {
    package var held: [LimitFinding]
    package var broken: [LimitFinding]
    /// Stated by the user, and not to be told.
    package var untold: [LimitFinding]

    package init(_ summary: LimitsSummary) {
        held = summary.findings.filter { $0.verdict == .holds }
        broken = summary.contradicted
        untold = summary.untold
    }
}

/// What a search for the capacity came to.
package struct StatedCapacity: Codable, Sendable, Equatable {
    package var outcome: CapacitySummary.Outcome
    /// In the unit of the search's load; absent where none was found.
    package var load: Double?
    package var low: Double?
    package var high: Double?
    package var by: CapacityPlan.LoadKind
    package var objectives: [String]
    /// Less is a failure; absent where nothing is required.
    package var required: Double?
    /// Absent where that cannot be told.
    package var isBelowRequired: Bool?

    package init(_ summary: CapacitySummary) {
        outcome = summary.outcome
        load = summary.load
        low = summary.low
        high = summary.high
        by = summary.capacity.load
        objectives = summary.capacity.objectives
        required = summary.capacity.required
        isBelowRequired = summary.isBelowRequired
    }
}
