internal import RunModel

/// Each other caller's stream while nothing else is under way, to see that it is let in at all. What it takes of a window
/// of its own is forgotten before that is asked for.
struct CallersAlone {
    private var targets: [Int]
    private let waitsForWindow: Bool
    private var isBegun = false
    private(set) var notLetIn: Set<Int> = []

    init(_ plan: LimitsPlan) {
        targets = (plan.callers ?? []).indices.map { $0 + 1 }
        waitsForWindow = plan.probes.contains(.requests)
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        if !isBegun, waitsForWindow, elapsed < desk.windowIsFresh {
            return .wait(until: desk.windowIsFresh)
        }
        isBegun = true
        if let dispatch = desk.untilAnswered(at: elapsed) { return dispatch }
        guard let target = targets.first else { return .finished }
        let due = desk.spacedStart(at: elapsed)
        if due > elapsed { return .wait(until: due) }
        targets.removeFirst()
        return desk.start(
            .scopeAlone, tokens: LimitsCost.shortTokens, round: 0, target: target, at: elapsed)
    }

    mutating func saw(_ event: RequestEvent) {
        if case .ended(let record) = event.kind, record.reception != .accepted {
            notLetIn.insert(event.ticket.target)
        }
    }
}

extension ProbeDesk {
    /// What to do until nothing is under way; nil where nothing is. What is silent for longer than an unlimited answer
    /// would be is left: it is kept waiting, which is a way to refuse.
    func untilAnswered(at elapsed: Duration) -> Dispatch? {
        leavingSilent(at: elapsed) ?? (open.isEmpty ? nil : .waitForEnd)
    }

    /// What to do about the oldest stream without output; nil where there is none.
    func leavingSilent(at elapsed: Duration) -> Dispatch? {
        guard let silent = silent.first else { return nil }
        let end = silent.started + speed.patience
        return elapsed < end ? .wait(until: end) : .cancel(request: silent.ticket.request, .close)
    }
}
