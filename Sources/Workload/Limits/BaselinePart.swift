internal import RunModel

/// Some short requests one after another, to learn the target's speed and whether it answers at all.
struct BaselinePart: ProbePart {
    static let requests = LimitsPlan.baselineRequests
    static let streams = LimitsPlan.baselineStreams
    static let tokens = 24
    static let mostFailures = 3

    private var answered = 0
    private var failures = 0
    private var isWholeAsked = false
    /// A refused request is not sent again before this.
    private var pauseEnd = Duration.zero

    /// Whether the target gave no answer to build on.
    var isHopeless: Bool { answered == 0 && failures >= Self.mostFailures }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        guard desk.open.isEmpty else { return .waitForEnd }
        let isDone = answered >= Self.streams && isWholeAsked
        if isDone || failures >= Self.mostFailures { return .finished }
        let due = max(desk.spacedStart(at: elapsed), pauseEnd)
        if due > elapsed { return .wait(until: due) }
        if answered < Self.streams {
            return desk.start(.baseline, tokens: Self.tokens, round: 0, at: elapsed)
        }
        isWholeAsked = true
        return desk.start(.baseline, .nonStreaming, tokens: Self.tokens, round: 0, at: elapsed)
    }

    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk) {
        guard case .ended(let record) = event.kind, record.mode == .streaming else { return }
        if record.reception == .accepted {
            answered += 1
            desk.speed.learn(from: record)
        } else {
            failures += 1
            let window = desk.plan.window.duration
            let asked = record.limits.wait(afterStatus: record.status ?? 0) ?? window * 0.1
            if case .refused = record.reception {
                pauseEnd = event.elapsed + min(asked, window * 1.1)
            }
        }
    }
}
