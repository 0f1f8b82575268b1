package import RunModel

/// Requests that arrive at their own times, whatever the server does, as users do.
///
/// Every worker walks the whole sequence and sends each `count`-th of it. A start that finds too many
/// streams open waits and keeps its scheduled time; the wait is the schedule lag.
package struct OpenLoop: Dispatcher {
    private let share: WorkerShare
    private let maxStreams: Int
    private var arrivals: ArrivalSequence
    private var phases: PhasePlan
    private var due: Duration
    private var lastDue = Duration.zero
    private var request: Int
    private var isDelayCounted = false
    package private(set) var delayedStarts = 0

    /// `maxStreams` is this worker's part of the bound.
    package init(_ load: LoadPlan, share: WorkerShare, maxStreams: Int, seed: UInt64) {
        self.share = share
        self.maxStreams = max(1, maxStreams)
        arrivals = ArrivalSequence(load, seed: seed)
        phases = PhasePlan(load, share: share)
        request = share.index
        due = .zero
        for _ in 0...share.index { due = arrivals.next() ?? due }
    }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        if phases.isOver(at: due, begins: lastDue) { return .finished }
        if due > elapsed { return .wait(until: due) }
        guard open < maxStreams else {
            if !isDelayCounted { delayedStarts += 1 }
            isDelayCounted = true
            return .waitForEnd
        }
        let (phase, round) = phases.place(at: due)
        let ticket = Ticket(request: request, phase: phase, round: round, scheduled: due)
        advance()
        return .start(ticket)
    }

    package var plannedEnd: Duration? { phases.plannedEnd }

    private mutating func advance() {
        isDelayCounted = false
        lastDue = due
        request += share.count
        for _ in 0..<share.count { due = arrivals.next() ?? due }
    }
}
