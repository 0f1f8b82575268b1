package import RunModel

/// Requests that arrive at their own times, whatever the server does, as users do.
///
/// Every worker walks the whole sequence and sends its own requests of it. A start that finds too many
/// streams open waits and keeps its scheduled time; the wait is the schedule lag.
package struct OpenLoop: Dispatcher {
    private let modes: ModeSequence
    private let maxStreams: Int
    private var arrivals: ArrivalSequence
    private var phases: PhasePlan
    private var due: Duration
    private var lastDue = Duration.zero
    private var started = 0
    private var isDelayCounted = false
    package private(set) var delayedStarts = 0

    /// `maxStreams` is this worker's part of the bound.
    package init(_ load: LoadPlan, modes: ModeSequence, maxStreams: Int, seed: UInt64) {
        self.modes = modes
        self.maxStreams = max(1, maxStreams)
        arrivals = ArrivalSequence(load, seed: seed)
        phases = PhasePlan(load, group: modes.group, share: modes.share)
        due = .zero
        for _ in 0...modes.request(0) { due = arrivals.next() ?? due }
    }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        if phases.isOver(at: due, begins: lastDue) { return .finished }
        if due > elapsed { return .wait(until: due) }
        guard open < maxStreams else {
            if !isDelayCounted { delayedStarts += 1 }
            isDelayCounted = true
            return .waitForEnd
        }
        let ticket = modes.ticket(
            modes.request(started), phases.place(at: due), scheduled: due)
        advance()
        return .start(ticket)
    }

    package mutating func skip(before elapsed: Duration, completesPair: Bool) -> Int {
        var skipped = 0
        func isInPair() -> Bool { !started.isMultiple(of: modes.group) }
        if isInPair(), completesPair { return 0 }
        while isInPair() || (due < elapsed && !phases.isOver(at: due, begins: lastDue)) {
            _ = phases.place(at: due)
            advance()
            skipped += 1
        }
        return skipped
    }

    package var plannedEnd: Duration? { phases.plannedEnd }

    private mutating func advance() {
        isDelayCounted = false
        lastDue = due
        started += 1
        let others = modes.request(started) - modes.request(started - 1)
        for _ in 0..<others { due = arrivals.next() ?? due }
    }
}
