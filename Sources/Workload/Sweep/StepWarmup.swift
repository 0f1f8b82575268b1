package import RunModel

/// How a step fills the target before it measures.
package struct StepWarmup: Sendable, Equatable {
    /// Closed loop.
    package private(set) var requests: Int?
    /// Open loop.
    package private(set) var duration: TimeSpan?

    private static let fewestRequests = 4
    private static let rounds = 2
    /// Where nobody knows yet how long an answer takes.
    private static let unknownAnswer = Duration.seconds(1)
    private static let shortest = Duration.milliseconds(500)
    private static let longest = Duration.seconds(15)

    /// A closed loop is full with its first requests, and their answers are those of an idle server: two for each
    /// stream. An open one is full when as many end as begin, after the length of an answer: twice that, by the
    /// longest known so far. Each attempt warms up twice as long as the one before.
    package init(_ load: SweepLoad, answer: Duration?, attempt: Int = 0) {
        let factor = 1 << min(attempt, 4)
        switch load.kind {
        case .concurrency:
            requests = factor * max(Self.rounds * Int(load.value), Self.fewestRequests)
        case .rate:
            let once = min(
                max((answer ?? Self.unknownAnswer) * Self.rounds, Self.shortest), Self.longest)
            duration = TimeSpan(once * factor).rounded
        }
    }
}
