/// What a number is counted in.
package enum SummaryUnit: String, Codable, Sendable, CaseIterable {
    case milliseconds = "ms"
    case seconds = "s"
    case count
    /// A part of a whole: 0.25 is a quarter.
    case share
    case tokensPerSecond = "tokens/s"
    case eventsPerSecond = "events/s"
    case requestsPerSecond = "requests/s"
    case tokens
    case bytesPerToken = "bytes/token"
    case bytesPerEvent = "bytes/event"
    case segmentsPerToken = "segments/token"
    /// How many times one thing is another: 4 is four times as much.
    case ratio
}
