package import RunModel

/// Failed measured requests of one outcome, each where it ended, in the steps of `LoadTimeline`.
package struct FailureTimeline: Codable, Sendable, Equatable {
    package var outcome: Outcome
    package var mode: ResponseMode
    package var counts: [Int]
}
