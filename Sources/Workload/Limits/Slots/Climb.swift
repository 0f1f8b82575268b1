internal import RunModel

/// Opens streams until others are turned away, or until as many are open as are wanted.
///
/// Up to a number that is stated or known they open side by side; beyond it one after another, so that each
/// meets a known number of streams under way. Where nothing is stated the number doubles. There is no
/// bisection: what is turned away leaves those before it open, and their number is the answer.
struct Climb {
    private let plan: LimitsPlan
    private let round: Int
    /// The number found before.
    private let known: Int?
    private var goal: Int
    /// Attempts turned away in a row.
    private var turnedAway = 0
    private var counted: Set<Int> = []
    private var attempts = 0
    private var holdEnd: Duration?
    private var nextAttempt = Duration.zero
    /// When a stream began last.
    private var lastAdmission = Duration.zero
    /// How often all streams were about to end before the stated rate allowed the next.
    private var losses = 0
    private var lossEnd: Duration?
    /// Streams that ended by themselves before as many were open as are wanted.
    private var ownEnds = 0
    /// Attempts in a row that failed and said nothing of a limit.
    private var failures = 0
    private var evictions = Evictions()
    private var kills = Kills()
    private var lookEnd: Duration?
    private var beyond: BeyondAttempts
    /// How many streams were open when others were turned away; nil where none was.
    private(set) var height: Int?

    init(_ plan: LimitsPlan, round: Int, known: Int?) {
        self.plan = plan
        self.round = round
        self.known = known
        beyond = BeyondAttempts(round: round)
        goal = plan.statedStreams ?? known ?? 1
    }

    /// Whether streams do not last as long as it takes to open as many as are wanted, or cannot be opened.
    var isFutile: Bool {
        losses > 1 || ownEnds >= max(goal, Self.fewestEnds) || failures >= Self.mostFailures
    }

    /// Each of the streams that are wanted has ended once, and some more.
    private static let fewestEnds = 3
    private static let mostFailures = 4

    /// Whether the server ends a stream when another begins.
    var isEvicting: Bool { evictions.count >= plan.attemptsBeyond }

    /// Whether the server ends those that are too many.
    var isKilling: Bool { kills.count >= plan.attemptsBeyond }

    /// Whether some of those beyond were kept waiting.
    private(set) var isQueueing = false

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        count(desk.waiting(at: elapsed))
        let running = desk.running.count
        if isEvicting { return reached(evictions.height, &desk) }
        if isKilling { return reached(kills.height, &desk) }
        if beyond.isOfTokens { return reached(beyond.heightOfLong, &desk) }
        if turnedAway >= needed(running) {
            if let hold = batchHold(desk, at: elapsed) { return .wait(until: hold) }
            isQueueing = !desk.waiting(at: elapsed).isEmpty
            return reached(running, &desk)
        }
        if isFutile { return .finished }
        if let lookEnd, !kills.isSuspected {
            return elapsed < lookEnd ? .wait(until: lookEnd) : .finished
        }
        if let wait = queueWait(desk, running: running, at: elapsed) { return wait }
        if desk.isExhausted || attempts > 2 * (goal + plan.margin) + 20 { return .finished }
        let waiting = desk.waiting(at: elapsed).count
        let undecided = desk.silent.count - waiting
        let isAlone =
            turnedAway > 0 || running >= goal || evictions.count > 0 || kills.isSuspected
        if isAlone || running + undecided >= goal, undecided > 0 {
            // Whether the latest are let in decides what comes next.
            let oldest = desk.silent.dropFirst(waiting).first?.started ?? elapsed
            return .wait(until: oldest + desk.speed.patience)
        }
        if let fate = kills.fate(desk, at: elapsed) { return .wait(until: fate) }
        if running >= goal, turnedAway == 0 {
            if let hold = hold(desk, at: elapsed) { return .wait(until: hold) }
            guard let further = furtherGoal(reached: running) else {
                return lastLook(desk, at: elapsed)
            }
            goal = further
        }
        return attempt(&desk, running: running, at: elapsed)
    }

    private mutating func reached(_ streams: Int, _ desk: inout ProbeDesk) -> Dispatch {
        height = streams
        desk.ceiling = max(desk.ceiling ?? 0, streams)
        return .finished
    }

    /// Until when to look on whether those that are silent begin although nothing ends, as they do where streams
    /// are admitted in batches; nil where that is known.
    private func batchHold(_ desk: ProbeDesk, at elapsed: Duration) -> Duration? {
        guard !desk.isQueueKnown, let oldest = desk.waiting(at: elapsed).first else { return nil }
        // Refusals may come late too.
        let watched = max(desk.speed.queuePatience, desk.speed.patience + .seconds(2))
        let end = max(oldest.started, lastAdmission) + watched
        return elapsed < end ? end : nil
    }

    private mutating func attempt(
        _ desk: inout ProbeDesk, running: Int, at elapsed: Duration
    ) -> Dispatch {
        let needed = needed(running)
        let due = max(
            desk.spacedStart(at: elapsed), turnedAway > 0 ? nextAttempt : .zero,
            beyond.earliest(after: turnedAway, of: needed, desk))
        if due > elapsed {
            noteLoss(desk, until: due)
            return isFutile ? .finished : .wait(until: due)
        }
        attempts += 1
        nextAttempt = elapsed + .milliseconds(100)
        holdEnd = nil
        let isBeyond = turnedAway > 0 || running >= plan.statedStreams ?? .max
        // The last to fit in is the first whose slot is to be freed, by its end.
        let isLast = running + desk.silent.count + 1 == plan.statedStreams ?? known
        let probe = isBeyond ? beyond.probe(after: turnedAway, of: needed, desk) : .fill
        let tokens = desk.speed.tokens(
            for: isLast ? excessLength(desk.speed) : length(desk.speed),
            atMost: plan.maxStreamTokens)
        return desk.start(
            probe, tokens: probe == .shortExcess ? BeyondAttempts.shortTokens : tokens,
            round: round, at: elapsed)
    }

    private mutating func noteLoss(_ desk: ProbeDesk, until due: Duration) {
        let running = desk.running
        guard due != lossEnd, !running.isEmpty,
            !running.contains(where: { desk.isLasting($0, until: due) })
        else { return }
        lossEnd = due
        losses += 1
    }

    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk) {
        switch event.kind {
        case .answered: break
        case .firstOutput:
            failures = 0
            beyond.letIn(
                event.ticket, after: turnedAway, of: needed(desk.running.count - 1), &desk)
            lastAdmission = event.elapsed
            // Those that wait on are still turned away.
            let waiting = Set(desk.waiting(at: event.elapsed).map(\.ticket.request))
            counted.formIntersection(waiting)
            turnedAway = counted.count
        case .ended(let record):
            let isEvicted =
                evictions.ended(record, at: event.elapsed, desk)
                || kills.ended(record, at: event.elapsed, desk)
            switch record.reception {
            case .refused, .noAnswer:
                // Late, and counted already while it was silent.
                if !counted.contains(event.ticket.request) { turnedAway += 1 }
                failures = 0
                beyond.refused(event.ticket, running: desk.running.count)
                if case .refused = record.reception { desk.speed.isRefusing = true }
            case .accepted where event.ticket.probe == .shortExcess: break
            case .accepted where record.outcome == .ok: ownEnds += 1
            case .failed, .accepted:
                if !isEvicted, record.instants.firstOutput == nil { failures += 1 }
            }
        }
    }

    /// Streams that wait are turned away too, each once.
    private mutating func count(_ waiting: [ProbeDesk.OpenRequest]) {
        for request in waiting where counted.insert(request.ticket.request).inserted {
            turnedAway += 1
        }
    }

    /// Attempts that have to fail in a row. Below a number that was reached before, slots may still be on
    /// their way to being free.
    private func needed(_ running: Int) -> Int {
        guard let known, running < known else { return plan.attemptsBeyond }
        return 4 * plan.attemptsBeyond
    }

    /// Until when to look on while as many wait as may; nil where another may be sent.
    private func queueWait(
        _ desk: ProbeDesk, running: Int, at elapsed: Duration
    ) -> Dispatch? {
        let waiting = desk.waiting(at: elapsed)
        guard waiting.count >= plan.attemptsBeyond, let oldest = waiting.first else { return nil }
        let end =
            desk.isQueueKnown
            ? oldest.started + desk.speed.patience * needed(running)
            : max(oldest.started, lastAdmission) + desk.speed.queuePatience
        return elapsed < end ? .wait(until: end) : .finished
    }

    /// Until when to look on before more are opened: gaps at this number of streams are wanted.
    private mutating func hold(_ desk: ProbeDesk, at elapsed: Duration) -> Duration? {
        let end = holdEnd ?? elapsed + desk.speed.gap * 20 + .milliseconds(50)
        holdEnd = end
        return elapsed < end ? end : nil
    }

    /// Where no limit was met, looks on for a while before it ends: some servers let all begin and end those that are
    /// too many. Not for longer than the streams last.
    private mutating func lastLook(_ desk: ProbeDesk, at elapsed: Duration) -> Dispatch {
        guard round == 0, lookEnd == nil,
            let first = desk.running.map({
                $0.started + desk.speed.length(of: $0.ticket.maxTokens ?? 0)
            }).min()
        else { return .finished }
        let end = min(elapsed + Self.look, first + .milliseconds(-50))
        lookEnd = end
        return elapsed < end ? .wait(until: end) : .finished
    }

    private static let look = Duration.seconds(3)

    /// The next number of streams to open; nil when it is enough.
    private func furtherGoal(reached: Int) -> Int? {
        guard let stated = plan.statedStreams else {
            return reached < plan.maxStreams ? min(2 * reached, plan.maxStreams) : nil
        }
        if reached < stated + plan.margin { return reached + 1 }
        // So far there is no limit. Whether there is one at all is looked for once, up to twice the number.
        return round == 0 && reached < 2 * stated ? 2 * stated : nil
    }

    /// How long the first streams have to stay open.
    func length(_ speed: TargetSpeed) -> Duration {
        let release = plan.probes.contains(.release) ? ReleaseSteps.length(speed) : .zero
        return (climbLength(speed) + release) * Self.lengthFactor(round: round)
    }

    /// Streams of the second round ask for clearly more tokens: a number that changes with that is none of streams.
    static func lengthFactor(round: Int) -> Double { round == 1 ? 1.5 : 1 }

    private func climbLength(_ speed: TargetSpeed) -> Duration {
        let most = max(goal, 2 * (plan.statedStreams ?? goal)) + plan.margin
        return (spacing(speed) + .milliseconds(5)) * most + speed.firstOutput * 4
            + excessLength(speed)
    }

    /// From the last stream that fits in to the last that does not.
    private func excessLength(_ speed: TargetSpeed) -> Duration {
        let attempts = (speed.patience + .milliseconds(100) + spacing(speed)) * (plan.margin + 1)
        let watched = speed.queuePatience - speed.patience
        return attempts + watched + speed.gap * 60 + .milliseconds(300)
    }

    private func spacing(_ speed: TargetSpeed) -> Duration {
        speed.opensSlowly ? max(plan.spacing, BeyondAttempts.pause) : plan.spacing
    }
}
