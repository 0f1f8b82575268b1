internal import RunModel

/// Each other caller's streams while nothing else is under way, to see that they are let in, as many as it will ask for
/// while the first one's window is used up. What they take of a window of its own is forgotten before that.
struct CallersAlone {
    private var targets: [Int]
    private let waitsForWindow: Bool
    private var isBegun = false
    private(set) var notLetIn: Set<Int> = []

    init(_ plan: LimitsPlan) {
        targets = (plan.callers ?? []).indices.flatMap {
            Array(repeating: $0 + 1, count: Self.count(plan))
        }
        waitsForWindow = plan.probes.contains(.requests)
    }

    /// Of each caller.
    static func count(_ plan: LimitsPlan) -> Int {
        plan.seeksRequestScopes ? RequestScope.volleys : 1
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        if !isBegun, waitsForWindow, elapsed < desk.windowIsFresh {
            return .wait(until: desk.windowIsFresh)
        }
        isBegun = true
        if let dispatch = desk.untilAnswered(at: elapsed) { return dispatch }
        targets.removeAll(where: notLetIn.contains)
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
