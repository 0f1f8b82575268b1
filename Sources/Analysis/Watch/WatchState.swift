/// What a watch must know when it begins again: a file beside the history.
package struct WatchState: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    /// What a round cost, and when.
    package struct Spent: Codable, Sendable, Equatable {
        package var atSeconds: Double
        package var cost: Double
    }

    /// A change that was told.
    package struct ToldChange: Codable, Sendable, Equatable {
        package var metric: String
        package var mode: String
        /// The run with which the new level begins, as it was seen then.
        package var first: String
    }

    /// How an assertion stood in the last rounds.
    package struct Standing: Codable, Sendable, Equatable {
        /// As it was last told, or taken for granted; nil before two rounds agreed.
        package var holds: Bool?
        /// What the rounds since then say otherwise.
        package var against = 0
    }

    package var format = WatchState.currentFormat
    /// Rounds that have begun, of all watches of this series.
    package var rounds = 0
    /// Since 1970, by the wall clock.
    package var lastBegunSeconds: Double?
    package private(set) var spending: [Spent] = []
    /// The most that the round under way can cost, which counts until it is known, and for good where it never is.
    package private(set) var reserved: Spent?
    package var told: [ToldChange] = []
    /// By the assertion's text.
    package var standings: [String: Standing] = [:]
    /// Rounds in a row in which no request succeeded.
    package var failedRounds = 0
    package var isDown = false
    /// Folders of records that watches of this series wrote and that are still there, oldest first.
    package var records: [String] = []

    package init() {}

    /// A round begins that can cost so much.
    package mutating func reserve(_ cost: Double, atSeconds seconds: Double) {
        reserved = Spent(atSeconds: seconds, cost: cost)
    }

    /// The round has ended, and cost so much; nil where nobody knows, as of one that was killed.
    package mutating func settle(_ cost: Double?, atSeconds seconds: Double) {
        if let cost {
            spending.append(Spent(atSeconds: seconds, cost: cost))
        } else if let reserved {
            spending.append(reserved)
        }
        reserved = nil
        forget(before: seconds)
    }

    private mutating func forget(before seconds: Double) {
        spending.removeAll { $0.atSeconds <= seconds - 86_400 }
    }

    /// What was spent in the day before. What a clock puts in the future, that was set back since, counts as of now.
    package mutating func spent(before seconds: Double) -> Double {
        for place in spending.indices where spending[place].atSeconds > seconds {
            spending[place].atSeconds = seconds
        }
        forget(before: seconds)
        return spending.reduce(reserved?.cost ?? 0) { $0 + $1.cost }
    }

    /// The dearest round of the day before.
    package var dearestRound: Double { spending.map(\.cost).max() ?? 0 }
}
