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
    package var spending: [Spent] = []
    package var told: [ToldChange] = []
    /// By the assertion's text.
    package var standings: [String: Standing] = [:]
    /// Rounds in a row in which no request succeeded.
    package var failedRounds = 0
    package var isDown = false
    /// Folders of records that watches of this series wrote and that are still there, oldest first.
    package var records: [String] = []

    package init() {}

    package mutating func spend(_ cost: Double, atSeconds seconds: Double) {
        spending.append(Spent(atSeconds: seconds, cost: cost))
    }

    /// What was spent in the day before.
    package mutating func spent(before seconds: Double) -> Double {
        spending.removeAll { $0.atSeconds <= seconds - 86_400 }
        return spending.reduce(0) { $0 + $1.cost }
    }
}
