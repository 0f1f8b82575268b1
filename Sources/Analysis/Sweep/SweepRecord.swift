package import RunModel

/// What a sweep was to do, and what became of each of its steps: what cannot be told from the steps' own records.
package struct SweepRecord: Codable, Sendable, Equatable {
    package var version: String
    /// Without secrets, as it may be kept.
    package var plan: SweepPlan
    /// UTC, ISO 8601.
    package var started: String
    package var ended: String?
    package var ending = SweepEnding.unfinished
    package var endpoint: String
    /// Whether the emulator inside the program was measured, and no API; absent where it was not.
    package var isEmulated: Bool?
    /// In the order in which they were measured.
    package var steps: [SweepStep] = []

    package init(version: String, plan: SweepPlan, started: String, endpoint: String) {
        self.version = version
        self.plan = plan
        self.started = started
        self.endpoint = endpoint
    }

    /// Those whose numbers count: not those that were measured again, nor those cut short from outside.
    package var counted: [SweepStep] { steps.filter(\.isCounted) }

    /// Whether the place needs no more measuring.
    package func hasMeasured(_ place: SweepPlan.Place) -> Bool {
        counted.contains { $0.place == place }
    }

    /// The least load that the target did not bear; nil while it bore all.
    package var leastTooMuch: SweepLoad? {
        counted.filter(\.ending.isTooMuch).map(\.place.load).min()
    }

    /// Whether a place lies beyond what the target bears.
    package func isBeyond(_ place: SweepPlan.Place) -> Bool {
        leastTooMuch.map { $0 < place.load } ?? false
    }

    /// Places that are not measured: skipped, or not come to.
    package var missing: [SweepPlan.Place] { plan.places.filter { !hasMeasured($0) } }

    /// What ended when the last step was done: all that is left lies beyond what the target bears.
    package var isThrough: Bool { missing.allSatisfy(isBeyond) }
}

/// How a sweep ended.
package enum SweepEnding: String, Codable, Sendable, CaseIterable {
    /// Every load was measured, or lies beyond one that was too much.
    case completed
    case interrupted
    /// No request of a step succeeded.
    case targetFailed = "target_failed"
    /// The server asked to be left alone for longer than the plan waits.
    case pauseTooLong = "pause_too_long"
    case recordFailed = "record_failed"
    /// It goes on, or was killed.
    case unfinished
}

/// One measurement of a sweep: an ordinary run in a folder of the sweep's.
package struct SweepStep: Codable, Sendable, Equatable {
    package let load: SweepLoad
    /// Counted from 1.
    package let pass: Int
    /// 0 the first time, more where it was measured again with more warm-up.
    package let attempt: Int
    /// The run's folder, by its name in the sweep's.
    package let folder: String
    package var ending: Ending
    package var settling: Settling

    package init(
        _ place: SweepPlan.Place, attempt: Int, folder: String, ending: Ending, settling: Settling
    ) {
        load = place.load
        pass = place.pass
        self.attempt = attempt
        self.folder = folder
        self.ending = ending
        self.settling = settling
    }

    package var place: SweepPlan.Place { SweepPlan.Place(load, pass: pass) }

    /// Whether its numbers belong to the sweep's.
    package var isCounted: Bool { settling != .repeated && ending.isWhole }

    package enum Ending: String, Codable, Sendable, CaseIterable {
        case measured
        /// More was offered than the target serves: what is in flight grew, and so did the wait for a first token.
        case saturated
        /// More failed than the bound allows.
        case failing
        case targetFailed = "target_failed"
        case pauseTooLong = "pause_too_long"
        case interrupted
        case recordFailed = "record_failed"

        /// Whether it ran to an end of its own.
        var isWhole: Bool {
            switch self {
            case .measured, .saturated, .failing: true
            case .targetFailed, .pauseTooLong, .interrupted, .recordFailed: false
            }
        }

        /// Whether the load was more than the target bears.
        package var isTooMuch: Bool { self == .saturated || self == .failing }
    }

    /// Whether the target had settled when measuring began.
    package enum Settling: String, Codable, Sendable, CaseIterable {
        case settled
        /// It had not, and the step was measured again.
        case repeated
        /// Not even after the longest warm-up.
        case notSettled = "not_settled"
        /// Too few requests tell, or the load was too much for the target.
        case unknown
    }
}
