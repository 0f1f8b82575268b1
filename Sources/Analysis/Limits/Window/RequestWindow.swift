/// How requests are counted over time, as far as the answers tell.
package struct RequestWindow: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Counts anew at edges that come one window after another, whoever asks.
        case fixed
        /// Counts anew one window after the first request that it counts.
        case fixedFromFirst = "fixed_from_first"
        /// Counts what came in the last window's length.
        case sliding
        /// Estimates that from two fixed windows, the older one weighted by its overlap.
        case slidingCounter = "sliding_counter"
        /// Lends from a store that fills steadily.
        case bucket
        /// Counts anew only after a pause of a window's length in which no request came, not even one that was refused.
        case untilQuiet = "until_quiet"
    }

    /// A way of counting that explains every answer.
    package struct Candidate: Codable, Sendable, Equatable {
        package var kind: Kind
        /// Requests in a window that explain the answers: all whole numbers from low to high. Of a bucket,
        /// what flows in during a window, which need not be whole.
        package var limitLow: Double
        package var limitHigh: Double
        /// Of a bucket: what it holds when full.
        package var capacityLow: Double?
        package var capacityHigh: Double?
        /// Of fixed windows: where an edge lies, in seconds since the run's origin, modulo the length. The high
        /// end may lie beyond the length, where the low one is just below it.
        package var edgeLowSeconds: Double?
        package var edgeHighSeconds: Double?
        /// Of a sliding window that is kept in parts which are forgotten whole: how long these are, in seconds.
        package var partLowSeconds: Double?
        package var partHighSeconds: Double?
        /// Whether refused requests are counted too; absent where both explain the answers.
        package var countsRejected: Bool?

        package init(kind: Kind, limitLow: Double, limitHigh: Double) {
            self.kind = kind
            self.limitLow = limitLow
            self.limitHigh = limitHigh
        }
    }

    /// A limit that holds beside that of the window, in a shorter span or as a bucket.
    package struct Layer: Codable, Sendable, Equatable {
        package var kind: Kind
        /// Of a bucket, the length that its inflow is for.
        package var lengthSeconds: Double
        /// Requests in that length that explain the answers; of a bucket, what it holds.
        package var limitLow: Double
        package var limitHigh: Double
        /// What flows into a bucket during the length.
        package var inflowLow: Double?
        package var inflowHigh: Double?

        package init(kind: Kind, lengthSeconds: Double, limitLow: Double, limitHigh: Double) {
            self.kind = kind
            self.lengthSeconds = lengthSeconds
            self.limitLow = limitLow
            self.limitHigh = limitHigh
        }
    }

    package var lengthSeconds: Double
    /// The window that is stated, where requests are counted in shorter spans of it, of `lengthSeconds` each.
    package var statedSeconds: Double?
    /// All that explain every answer; several where the answers do not tell them apart.
    package var candidates: [Candidate] = []
    /// Whether requests over the limit are kept waiting instead of refused.
    package var isDelaying = false
    /// Whether whole answers are counted with the streams; absent where it cannot be told.
    package var countsWholeAnswers: Bool?
    package var accepted = 0
    package var refused = 0
    /// The most that was let in within any span of the window's length.
    package var mostInWindow = 0
    /// Why there is no single candidate, in a sentence without a full stop.
    package var doubt: String?

    package init(lengthSeconds: Double) {
        self.lengthSeconds = lengthSeconds
    }

    /// The most that was let in within any span of the stated window's length, where requests are counted in shorter
    /// ones.
    package var mostInStatedWindow: Int?
    /// What was let in within one window of the stated length at least, wherever the edges of such windows lie.
    package var sustainedInStatedWindow: Int?
    /// Spans, and a bucket, that explain every answer, where it cannot be told which it is.
    package var possibleSpans: [Layer]?

    /// Windows of clearly another length that explain every answer too; absent where none do.
    package var otherLengths: [Layer]?
    /// By how large a share of it the length may be shorter or longer, at most; absent where it was not looked at or may
    /// be clearly another one.
    package var lengthError: Double?

    /// All that may hold beside one of the candidates, where no way of counting alone explains every answer.
    package var layers: [Layer]?

    /// Whether the stated number is possible too where the window counts what the second limit refuses; absent where it is
    /// not.
    package var mayCountRefused: Bool?

    /// Whether the stated number explains the answers too where requests are counted when their answers are complete;
    /// absent where it does not, or nothing more was found.
    package var mayCountLate: Bool?

    /// Whether the stated number could hold beside what was found, which is more: true where all that was let in is no
    /// more than it allows.
    package var isStatedPossible: Bool?

    /// How many of its spans the stated window has; 1 where it is not counted in such.
    package var partsOfStated: Double { (statedSeconds ?? lengthSeconds) / lengthSeconds }

    /// The one candidate, where there is one.
    package var only: Candidate? { candidates.count == 1 ? candidates[0] : nil }
}
