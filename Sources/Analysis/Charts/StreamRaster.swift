package import RunModel

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
