/// How many streams were let in at the same time, and what became of those beyond.
package struct StreamCeiling: Codable, Sendable, Equatable {
    package enum Behaviour: String, Codable, Sendable, CaseIterable {
        /// Refused at once.
        case rejected
        /// Let in, and silent until another ended.
        case queued
        /// Let in, and one that was under way is ended for it.
        case evicted
        /// Let in, and ended by the server a little later.
        case killed
        /// Neither let in nor refused: no answer at all while the run waited.
        case unanswered
        /// Let in, and all streams grow slower with their number.
        case slowed
        /// Let in as if there were no limit.
        case unlimited
    }

    /// One filling of the slots.
    package struct Round: Codable, Sendable, Equatable {
        package var round: Int
        /// Most streams with output under way at the same time.
        package var mostOpen: Int
        /// How many were under way when others were refused, kept waiting, or had one of them ended, one entry an
        /// attempt.
        package var turnedAwayAt: [Int]

        package init(round: Int, mostOpen: Int, turnedAwayAt: [Int]) {
            self.round = round
            self.mostOpen = mostOpen
            self.turnedAwayAt = turnedAwayAt
        }
    }

    /// The median gap while so many streams were under way.
    package struct GapAtOpen: Codable, Sendable, Equatable {
        package var open: Int
        package var medianMilliseconds: Double
        package var count: Int

        package init(open: Int, medianMilliseconds: Double, count: Int) {
            self.open = open
            self.medianMilliseconds = medianMilliseconds
            self.count = count
        }
    }

    package var behaviour: Behaviour?
    /// Absent where no limit was met or rounds contradict each other.
    package var ceiling: Int?
    /// Where slowing streams tell it only roughly.
    package var low: Double?
    package var high: Double?
    package var rounds: [Round] = []
    package var gaps: [GapAtOpen] = []
    /// How long streams lasted, from their first output, that were ended for being too many; sorted.
    package var killedAfterMilliseconds: [Double]?
    /// Whether whole answers take slots too; absent where it cannot be told, or was not asked.
    package var countsWholeAnswers: Bool?

    package init() {}

    package var mostOpen: Int { rounds.map(\.mostOpen).max() ?? 0 }
}

/// How long a slot stays taken after its stream is gone.
package struct SlotRelease: Codable, Sendable, Equatable {
    package enum Cause: String, Codable, Sendable, CaseIterable {
        case end
        case cancel
        case cut
    }

    /// The time lies between the last attempt that was refused and the first that was let in.
    package struct Sample: Codable, Sendable, Equatable {
        package var lowMilliseconds: Double
        /// Absent where no attempt was let in while the run waited.
        package var highMilliseconds: Double?
        /// How much longer the answer would have lasted, where that is known.
        package var remainingMilliseconds: Double?

        package init(
            lowMilliseconds: Double, highMilliseconds: Double?, remainingMilliseconds: Double?
        ) {
            self.lowMilliseconds = lowMilliseconds
            self.highMilliseconds = highMilliseconds
            self.remainingMilliseconds = remainingMilliseconds
        }
    }

    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// The first attempt was let in.
        case atOnce = "at_once"
        case afterDelay = "after_delay"
        /// When the answer would have ended by itself.
        case atNaturalEnd = "at_natural_end"
        /// Not while the run waited.
        case notSeen = "not_seen"
    }

    package var cause: Cause
    package var isWholeAnswer: Bool
    package var kind: Kind?
    package var samples: [Sample]

    package init(cause: Cause, isWholeAnswer: Bool, kind: Kind?, samples: [Sample]) {
        self.cause = cause
        self.isWholeAnswer = isWholeAnswer
        self.kind = kind
        self.samples = samples
    }
}
