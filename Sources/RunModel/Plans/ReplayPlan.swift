/// How the rows of a trace are sent at its own times. What is not said is as in the trace.
package struct ReplayPlan: Codable, Sendable, Equatable {
    /// By how much faster than in the trace. Absent: 1.
    package var speed: Double?
    /// The part of the trace that is sent, from its first row on. Absent: all of it.
    package var from: TimeSpan?
    package var to: TimeSpan?
    /// How often that part is sent, one after another. Absent: once.
    package var loop: Int?

    package init() {}

    package var factor: Double { speed ?? 1 }
    package var times: Int { loop ?? 1 }
}
