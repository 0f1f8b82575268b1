/// Leave to send one request: what the schedule says of it.
package struct Ticket: Sendable, Equatable {
    /// Position in the schedule; unique in a run.
    package var request: Int
    package var phase: Phase
    package var round: Int
    /// When it should be sent, since the run's origin.
    package var scheduled: Duration

    package init(request: Int, phase: Phase, round: Int, scheduled: Duration) {
        self.request = request
        self.phase = phase
        self.round = round
        self.scheduled = scheduled
    }
}
