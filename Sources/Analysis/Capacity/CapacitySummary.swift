package import RunModel

/// What a search for the capacity found, and by which steps. capacity.json is this value; the table, CSV and page are made
/// from it alone.
package struct CapacitySummary: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package var format = CapacitySummary.currentFormat
    package var version: String
    /// What every step asks, without its load.
    package var plan: RunPlan
    package var capacity: CapacityPlan
    package var endpoint: String
    package var isEmulated: Bool
    /// UTC, ISO 8601.
    package var started: String
    package var outcome: Outcome
    /// Why there is no answer, or none to the resolution.
    package var reason: Reason?
    /// In words, where the reason has some.
    package var detail: String?
    /// The largest load that holds: confirmed where the outcome is `found`, else the largest that held so far; absent
    /// where none did.
    package var load: Double?
    /// Between these the largest load lies at 95 %; absent before a load has held and one has failed.
    package var low: Double?
    package var high: Double?
    /// What gave out first above the answer.
    package var breaking: Breaking?
    /// The share of its time that our own thread computed at the answer.
    package var clientCPU: Double?
    package var drift: Drift?
    package var steps: [CapacityStep] = []
    /// Single requests between steps, sent until the server had settled.
    package var settlingRequests = 0

    /// Of a search that has not begun.
    package init(
        version: String, plan: RunPlan, capacity: CapacityPlan, endpoint: String, isEmulated: Bool,
        started: String
    ) {
        self.version = version
        self.plan = plan
        self.capacity = capacity
        self.endpoint = endpoint
        self.isEmulated = isEmulated
        self.started = started
        outcome = .untold
        reason = .unfinished
    }

    package enum Outcome: String, Codable, Sendable, CaseIterable {
        case found
        /// The greatest load that may be tried holds.
        case holdsAtMost = "holds_at_most"
        /// The smallest that was tried fails.
        case neverHolds = "never_holds"
        case untold
    }

    package enum Reason: String, Codable, Sendable, CaseIterable {
        case requests = "max_requests"
        case duration = "max_duration"
        case tokens = "max_tokens_total"
        case targetFailed = "target_failed"
        case clientLimit = "client_limit"
        case unsteady
        case interrupted
        case record
        /// The steps are those of a search for other objectives.
        case otherSearch = "other_search"
        /// So far: the search is still going, or was killed.
        case unfinished

        /// Whether what the search may take is used up.
        var isOfBudget: Bool { [.requests, .duration, .tokens].contains(self) }
    }

    package struct Breaking: Codable, Sendable, Equatable {
        package var load: Double
        package var objective: String
        /// In the objective's unit; absent where it is infinite or not known.
        package var value: Double?
        package var unit: SummaryUnit
        package var isSaturated: Bool
    }

    /// An early step and its repeat at the end: the median TTFT of both.
    package struct Drift: Codable, Sendable, Equatable {
        package var load: Double
        package var beforeMilliseconds: Double
        package var afterMilliseconds: Double
        /// Whether it changed by more than chance and by a tenth.
        package var isFound: Bool
    }

    /// Of all steps, and between them.
    package var requests: Int { steps.reduce(settlingRequests) { $0 + $1.requests } }
    package var seconds: Double { steps.reduce(0) { $0 + $1.seconds } }
    package var tokens: Int { steps.reduce(0) { $0 + $1.tokens } }
}

/// One load that was tried.
package struct CapacityStep: Codable, Sendable, Equatable {
    package var load: Double
    package var purpose: CapacitySearch.Purpose
    /// The step's record, within the search's folder.
    package var folder: String
    /// Requests that were sent, and of them those that count: not the first quarter, nor what was cut.
    package var requests: Int
    package var counted: Int
    package var tokens: Int
    package var seconds: Double
    package var verdict: Verdict
    package var isSaturated: Bool
    /// The share of requests that failed.
    package var failures: Double
    package var medianTimeToFirstTokenMilliseconds: Double?
    /// The ends of its 95 % interval, where there are enough requests for one.
    package var medianLowMilliseconds: Double?
    package var medianHighMilliseconds: Double?
    package var clientCPU: Double?
    package var objectives: [Objective] = []

    /// Whether of no objective more than half as many requests missed it as may.
    package var isFarFromFailing: Bool { objectives.allSatisfy { $0.missed <= $0.allowed / 2 } }

    package enum Verdict: String, Codable, Sendable, CaseIterable {
        case holds
        case fails
        /// At the edge: too near to be told apart by so many requests.
        case edge
        /// The step was cut short by an interruption, a target that went away or this client's own limit: it says
        /// nothing of the load.
        case notCounted = "not_counted"
    }

    package struct Objective: Codable, Sendable, Equatable {
        package var text: String
        /// The share of requests that missed it, with its 95 % interval, and what is allowed.
        package var missed: Double
        package var missedLow: Double
        package var missedHigh: Double
        package var allowed: Double
        /// The number that the objective bounds, in its unit; absent where it is infinite or not known.
        package var value: Double?
        package var unit: SummaryUnit
        package var bound: Double
    }
}
