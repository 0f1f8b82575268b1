/// Perceived speed: what a display of a given speed makes of the streams (docs/metrics.md).
package struct DisplayFlow: Codable, Sendable, Equatable {
    /// A display that begins `delayMilliseconds` after the first output.
    package struct Delay: Codable, Sendable, Equatable {
        package var delayMilliseconds: Double
        /// The share of output events that are there when the display wants them.
        package var fluidity: Double
        /// The mean over streams of visible stalls and of the time in them.
        package var stallsPerStream: Double
        package var stalledMillisecondsPerStream: Double
        package var longestStallMilliseconds: Double
    }

    package var tokensPerSecond: Double
    package var streams: Int
    package var delays: [Delay]
    /// A wait of the display shorter than this is not seen.
    package var visibleStallMilliseconds: Double
}
