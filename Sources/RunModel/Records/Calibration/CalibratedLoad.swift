/// How much a client had to do: what its error depends on.
package struct CalibratedLoad: Codable, Sendable, Equatable {
    /// The most streams open at a time.
    package var streams: Int
    /// Output events a second, from the first request's sending to the last answer's end.
    package var eventsPerSecond: Double
    /// Mean bytes of answers' bodies for each output event.
    package var bytesPerEvent: Double

    package init(streams: Int, eventsPerSecond: Double, bytesPerEvent: Double) {
        self.streams = streams
        self.eventsPerSecond = eventsPerSecond
        self.bytesPerEvent = bytesPerEvent
    }

    /// Bytes of bodies a second.
    package var bytesPerSecond: Double { eventsPerSecond * bytesPerEvent }

    /// Of what there can be too much.
    package enum Quantity: String, Codable, Sendable, CaseIterable {
        case streams
        case events = "events_per_second"
        case bytes = "bytes_per_second"
    }

    /// How many times as much of the quantity as `other` has; infinite where that has none.
    package func ratio(_ quantity: Quantity, to other: CalibratedLoad) -> Double {
        func ratio(_ own: Double, _ other: Double) -> Double {
            own <= 0 ? 0 : other > 0 ? own / other : .infinity
        }
        return switch quantity {
        case .streams: ratio(Double(streams), Double(other.streams))
        case .events: ratio(eventsPerSecond, other.eventsPerSecond)
        case .bytes: ratio(bytesPerSecond, other.bytesPerSecond)
        }
    }

    /// A rate that is measured again is another by some per cent.
    package static let tolerance = 0.1

    /// Whether an error measured at this load says something of a run with `other`: it is no more in anything.
    package func covers(_ other: CalibratedLoad) -> Bool {
        other.streams <= streams
            && [Quantity.events, .bytes].allSatisfy {
                other.ratio($0, to: self) <= 1 + Self.tolerance
            }
    }
}

/// Percentiles of an error, in milliseconds. Of too few samples for a percentile there is none.
package struct ErrorPercentiles: Codable, Sendable, Equatable {
    /// Samples.
    package var count: Int
    package var p50Ms: Double?
    package var p99Ms: Double?
    package var p999Ms: Double?
    package var leastMs: Double?
    package var mostMs: Double?

    package init(count: Int) { self.count = count }
}
