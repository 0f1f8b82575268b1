internal import RunModel

/// A run of the history, with what was said of it since.
package struct PastRun: Sendable, Equatable {
    /// How a run of the history came to be.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case run
        /// Side B of a run with two sides.
        case ab
        case limits
        /// A search for the largest load that keeps its objectives.
        case capacity
        /// Made from another tool's result: shown, and never compared with ours.
        case imported
    }

    /// Its file's name without the ending; ascending by time.
    package var id: String
    package var kind: Kind
    package var labels: RunLabels
    package var profile: RunProfile
    /// What the gate said when it was made; absent where none did.
    package var verdict: GateResult.Verdict?
    /// Whether it looked worse, or did not do the work of the others, and no later run cleared it.
    package var isSuspect: Bool
    /// Why it is no measure of anything.
    package var exclusion: String?
    /// Why its level is the one to hold from now on.
    package var blessing: String?
    /// Names of the baselines that it belongs to.
    package var baselines: [String]

    package init(
        id: String, kind: Kind = .run, labels: RunLabels = RunLabels(), profile: RunProfile,
        verdict: GateResult.Verdict? = nil, isSuspect: Bool = false, exclusion: String? = nil,
        blessing: String? = nil, baselines: [String] = []
    ) {
        self.id = id
        self.kind = kind
        self.labels = labels
        self.profile = profile
        self.verdict = verdict
        self.isSuspect = isSuspect
        self.exclusion = exclusion
        self.blessing = blessing
        self.baselines = baselines
    }

    /// Why its numbers are no measure for others; nil where they are.
    package var fault: PassedOver.Reason? {
        if exclusion != nil { return .excluded }
        if profile.ending != .completed { return .ended }
        if profile.trust == .notTrustworthy { return .notTrustworthy }
        if profile.changedMidway { return .changedMidway }
        return nil
    }
}

/// A run of the history that is no part of a baseline, and why.
package struct PassedOver: Codable, Sendable, Equatable {
    package enum Reason: String, Codable, Sendable, CaseIterable {
        case excluded
        case ended
        case notTrustworthy = "not_trustworthy"
        /// The gate said that it got worse, and nobody blessed it: a level is accepted by a word, not by repetition.
        case regression
        /// It looked worse, or as if it had done other work, and no run after it cleared that.
        case suspect
        /// Its target became another in its midst.
        case changedMidway = "changed_midway"
        /// It began on a target that was not warm, other than the new one.
        case coldStart = "cold_start"
        /// Its plan asks for other work: `text` names the keys.
        case otherWork = "other_work"
        case beforeBlessing = "before_blessing"
    }

    package var id: String
    package var reason: Reason
    /// What was said of it.
    package var text: String?
}
