/// One answer, as far as counting requests over time is concerned. All times are seconds since the run's
/// origin.
package struct WindowObservation: Sendable, Equatable {
    /// The server decided somewhere between `sent` and `answered`.
    package var sent: Double
    package var answered: Double
    /// Absent where no answer came: the request may or may not have been let in, or reached the server.
    package var isAdmitted: Bool?
    /// How many times it may have reached the server; the answer is of one of them.
    package var weight = 1
    /// Whether it is counted where it was let in, or where refused requests are counted.
    package var mayCount = true
    /// Whether it was let in only after it had been kept waiting.
    package var hasWaited = false

    package init(sent: Double, answered: Double, isAdmitted: Bool?, weight: Int = 1) {
        self.sent = sent
        self.answered = max(answered, sent)
        self.isAdmitted = isAdmitted
        self.weight = max(weight, 1)
    }

    /// What a request tells that was kept waiting and then let in: that there was no room when it came,
    /// and that there was some `baseline` before its answer. `baseline` is how long an answer takes that
    /// does not wait, `tolerance` by how much that may be wrong, both in seconds.
    package static func delayed(
        sent: Double, answered: Double, baseline: Double, tolerance: Double
    ) -> [WindowObservation] {
        let decided = answered - baseline
        var arrival = WindowObservation(
            sent: sent, answered: min(sent + baseline + tolerance, answered), isAdmitted: false)
        arrival.mayCount = false
        var admission = WindowObservation(
            sent: max(decided - tolerance, sent),
            answered: min(max(decided + tolerance, sent), answered), isAdmitted: true)
        admission.hasWaited = true
        return [arrival, admission]
    }

    /// How often it is certain to be counted.
    func leastCount(countsRejected: Bool) -> Int {
        guard mayCount, let isAdmitted else { return 0 }
        return isAdmitted || countsRejected ? 1 : 0
    }

    /// How often it may have been counted at most.
    func mostCount(countsRejected: Bool) -> Int {
        guard mayCount else { return 0 }
        return isAdmitted == false && !countsRejected ? weight - 1 : weight
    }
}
