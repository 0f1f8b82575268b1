package import RunModel

/// What a request must meet to count as good. An absent bound asks for nothing. No command sets any yet: they
/// are there for the search of the load at which a share of requests still meets them.
package struct Objectives: Codable, Sendable, Equatable {
    package var timeToFirstToken: TimeSpan?
    package var maxGap: TimeSpan?
    package var timePerOutputToken: TimeSpan?
    package var endToEnd: TimeSpan?

    package init() {}

    package var isEmpty: Bool { self == Objectives() }

    /// Whether the request succeeded and kept every bound. A bound on something that the request did
    /// not have, such as a gap where there was one event, is kept.
    package func areMet(by request: RequestRecord) -> Bool {
        guard request.outcome.isSuccess else { return false }
        let measured: [(TimeSpan?, Duration?)] = [
            (timeToFirstToken, request.timeToFirstToken), (maxGap, request.maxGap),
            (timePerOutputToken, request.timePerOutputToken),
            (endToEnd, request.endToEnd),
        ]
        return measured.allSatisfy { bound, value in
            guard let bound, let value else { return true }
            return value <= bound.duration
        }
    }
}
