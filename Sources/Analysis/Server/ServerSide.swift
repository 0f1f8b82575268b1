package import RunModel

/// What the server said of itself through a run, beside what was measured of it.
package struct ServerSide: Codable, Sendable, Equatable {
    package var sources: [Source]
    /// What was so much at each look of the measured window.
    package var levels: [Level] = []
    /// What was counted over the window.
    package var counts: [Count] = []
    /// The server's own histograms over the run.
    package var distributions: [Distribution] = []
    /// Its time to first token beside ours; absent where it has none.
    package var firstTokens: FirstTokens?
    /// Absent where it cannot be told.
    package var others: OtherUsers?
    /// Why it cannot.
    package var othersReason: String?
    package var preemptions: Preemptions?
    /// Over the same time as the load timeline, in equal steps.
    package var stepSeconds: Double = 0
    package var steps: [Step] = []

    /// One address, and how the looks at it went.
    package struct Source: Codable, Sendable, Equatable {
        package var url: String
        /// Absent where no metric was known.
        package var engine: ServerEngine?
        package var looks: Int
        package var failed: [String: Int]
        package var missed: Int
        /// From one look that brought something to the next.
        package var longestGapSeconds: Double?
        /// After they were due, and from the question to the whole answer.
        package var latestMilliseconds: Double?
        package var slowestMilliseconds: Double?
        package var samples: Int
        package var leftOut: Int
    }

    package struct Level: Codable, Sendable, Equatable {
        package var quantity: ServerQuantity
        package var looks: Int
        /// Of the looks; half of the time where they are even.
        package var p50: Double
        package var most: Double
        /// At the last look of the window.
        package var last: Double
    }

    package struct Count: Codable, Sendable, Equatable {
        package var quantity: ServerQuantity
        /// Between the first and the last look of the window; at least so much where the server began anew.
        package var total: Double
        package var seconds: Double
        /// How often it counted from the beginning again.
        package var resets: Int

        package var perSecond: Double? { seconds > 0 ? total / seconds : nil }
    }

    /// A quantile lies between two bounds of the server's buckets; the last has no upper one.
    package struct Bounds: Codable, Sendable, Equatable {
        package var low: Double
        package var high: Double?
    }

    package struct Distribution: Codable, Sendable, Equatable {
        package var quantity: ServerQuantity
        package var count: Int
        package var mean: Double
        /// Absent where the buckets do not tell.
        package var p50: Bounds?
        package var p90: Bounds?
        package var p99: Bounds?
    }

    /// Means over all first tokens from the first look to the last, warm-up included.
    package struct FirstTokens: Codable, Sendable, Equatable {
        /// How many the server counted, and how many of our streams had one.
        package var serverCount: Int
        package var ourCount: Int
        package var serverMeanMilliseconds: Double?
        package var ourMeanMilliseconds: Double?
        /// Ours less the server's: what the way and a gateway took, between these. Absent with `reason`.
        package var differenceLeastMilliseconds: Double?
        package var differenceMostMilliseconds: Double?
        package var reason: String?
    }

    /// Requests at the server that are not ours.
    package struct OtherUsers: Codable, Sendable, Equatable {
        /// Looks at which there were some, and all.
        package var looksWithOthers: Int
        package var looks: Int
        /// The longest row of such looks.
        package var longestRow: Int
        /// The most at one look of such a row, and when that row began.
        package var most: Double
        package var atSeconds: Double?

        /// Fewer in a row can be a moment's.
        static let leastRow = 3
        package var isFound: Bool { longestRow >= Self.leastRow }
    }

    package struct Preemptions: Codable, Sendable, Equatable {
        package var total: Double
        /// Between two looks, and when the first such pair of looks was.
        package var looks: Int
        package var atSeconds: Double?
        /// Our streams that were open then, and those of them with a stall.
        package var streams: Int
        package var stalled: Int
    }

    package struct Step: Codable, Sendable, Equatable {
        /// Seconds since the run's first request was scheduled.
        package var startSeconds: Double
        /// The most at a look of the step; absent where none fell into it.
        package var running: Double?
        package var waiting: Double?
        package var cacheUse: Double?
        /// Our requests that were open at that look.
        package var open: Double?
        /// Between the looks that end in the step, a second.
        package var outputPerSecond: Double?
        /// Between the looks that end in the step.
        package var preemptions: Double?
    }
}
