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
