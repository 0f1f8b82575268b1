internal import RunModel

/// What comes when the window is used up.
extension RequestsPart {
    /// Refused requests in a row: enough to see whether they count, and not so many that a small window that
    /// counts them stays used up.
    func pressure(_ limit: Int) -> Int { min(max(limit / 3, 3), 20) }

    /// One after another: refused ones tell whether they count, and a whole answer between two that are
    /// refused whether it does.
    mutating func press(
        _ left: Int, _ desk: inout ProbeDesk, at elapsed: Duration
    ) -> Dispatch? {
        guard desk.open.isEmpty else { return .waitForEnd }
        if left == 0 {
            enter(.attempting)
            pace.pause(at: elapsed)
            return nil
        }
        if let wait = width.wait(desk, at: elapsed) { return wait }
        stage = .pressing(left: left - 1)
        let isWhole = left % 3 == 2 && pace.cycles < 2
        return desk.start(
            isWhole ? .windowWhole : .window, isWhole ? .nonStreaming : .streaming, tokens: 1,
            round: 0, at: elapsed)
    }

    /// One after another, with pauses that grow, and around the time that the server promised.
    mutating func attempt(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch? {
        guard desk.open.isEmpty else { return .waitForEnd }
        let since = elapsed - begin
        if lookLength != nil, !hasRecovered, since > window * 1.5 {
            lookAtWhole()
            return nil
        }
        let isOver = elapsed > turnEnd
        if isOver, since > window * (hasRecovered ? turns : 5) {
            if hasRecovered { leavePattern(desk, at: elapsed) } else { enter(.over) }
            return nil
        }
        let attempt = pace.next(at: elapsed)
        if attempt.due > elapsed { return .wait(until: attempt.due) }
        if let wait = width.wait(desk, at: elapsed) { return wait }
        pace.tried(attempt, at: elapsed)
        return desk.start(
            attempt.probe, tokens: 1, round: 0, follows: attempt.follows, at: elapsed)
    }
}
