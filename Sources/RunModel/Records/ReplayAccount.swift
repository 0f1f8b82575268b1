/// How a trace was sent: a member of manifest.json. How late its requests were is in their rows (`schedule_lag`).
package struct ReplayAccount: Codable, Sendable, Equatable {
    /// Rows of the part that was chosen, once.
    package var rows: Int
    /// What that part takes at the speed that was asked for.
    package var seconds: Double
    /// The step that all times of the trace stand in, where that is a second or more: arrivals within it are not as
    /// they were.
    package var stepSeconds: Double?
    /// Turns that were due before the answer to the one before had ended, and were sent then; and by how much the
    /// latest of them.
    package var heldTurns = 0
    package var longestHoldSeconds = 0.0

    package init(rows: Int, seconds: Double, stepSeconds: Double?) {
        self.rows = rows
        self.seconds = seconds
        self.stepSeconds = stepSeconds
    }
}
