package import RunModel

/// The percentiles of a sample up to as many nines as it can carry, for a chart.
package struct PercentileLadder: Codable, Sendable, Equatable {
    package struct Step: Codable, Sendable, Equatable {
        /// Between 0 and 1.
        package var quantile: Double
        package var milliseconds: Double
        package var lowMilliseconds: Double?
        package var highMilliseconds: Double?
    }

    package var metric: MetricName
    package var mode: ResponseMode
    package var count: Int
    /// Ascending; none below its sample floor.
    package var steps: [Step]
}

/// Requests as lanes: when each was sent and when its chunks came. All times are milliseconds since the
/// request was scheduled.
package struct StreamRaster: Codable, Sendable, Equatable {
    package struct Lane: Codable, Sendable, Equatable {
        package var request: Int
        package var mode: ResponseMode
        package var outcome: Outcome
        /// Taken because it is one of the worst, not by the draw.
        package var isWorst: Bool
        /// When it was scheduled, in seconds since the window's start.
        package var startSeconds: Double
        package var sentMilliseconds: Double?
        package var headMilliseconds: Double?
        /// Arrivals of output events; those closer than a drawing can show are merged.
        package var ticks: [Double]
        package var stalls: [Stall]
        /// The longest gap between output events, which merged ticks cannot tell.
        package var maxGapMilliseconds: Double?
        package var endMilliseconds: Double?
    }

    package struct Stall: Codable, Sendable, Equatable {
        package var startMilliseconds: Double
        package var endMilliseconds: Double
    }

    /// In order of scheduling.
    package var lanes: [Lane]
    /// Requests that the lanes were taken from.
    package var requests: Int
    package var stallLimitMilliseconds: Double
}

/// Streams open and requests sent over the time of a run, in equal steps, wanted and achieved.
package struct LoadTimeline: Codable, Sendable, Equatable {
    package struct Step: Codable, Sendable, Equatable {
        /// Seconds since the run's first request was scheduled.
        package var startSeconds: Double
        /// The mean over the step's time.
        package var openStreams: Double
        package var startsPerSecond: Double
        package var endsPerSecond: Double
        /// Absent where the server counted none in the whole run; a lower bound where it counted those of
        /// some requests only. Evenly spread over each stream.
        package var tokensPerSecond: Double?
        /// Open loop: requests scheduled.
        package var wantedPerSecond: Double?
        /// Closed loop, until the last request was scheduled.
        package var wantedStreams: Double?
    }

    package var stepSeconds: Double
    package var steps: [Step]
}

/// Failed measured requests of one outcome, each where it ended, in the steps of `LoadTimeline`.
package struct FailureTimeline: Codable, Sendable, Equatable {
    package var outcome: Outcome
    package var mode: ResponseMode
    package var counts: [Int]
}
