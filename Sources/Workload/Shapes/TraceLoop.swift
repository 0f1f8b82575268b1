internal import DequeModule
package import RunModel

/// Requests at the times of a trace, whatever the server does, but that a conversation's turn waits for the answer to the
/// one before: nobody asks on before that.
///
/// Every worker walks the whole trace and sends the conversations that are its own. A turn that had to wait is scheduled at
/// the end of the answer it waited for; `heldTurns` tells of it. A start that finds too many streams open keeps its time.
package struct TraceLoop: Dispatcher {
    private let schedule: TraceSchedule
    private let share: WorkerShare
    private let mode: ResponseMode
    private let maxStreams: Int
    private let targets: TargetTurns
    private var phases: PhasePlan
    /// The next row of this worker's that was not looked at yet.
    private var position: Int
    /// Rows that may be sent, the first of them first.
    private var ready = Deque<Start>()
    /// Rows that wait for their time after an answer, the earliest first.
    private var later: [Start] = []
    /// Conversations of several turns that have begun and go on.
    private var conversations: [Int: Conversation] = [:]
    private var waitingTurns = 0
    private var isDelayCounted = false
    package private(set) var delayedStarts = 0
    /// It ends with its last row, however late.
    package var plannedEnd: Duration? { nil }
    package private(set) var heldTurns = HeldTurns()

    private struct Start {
        var position: Int
        /// Nanoseconds since the run's origin.
        var due: Int64
    }

    private struct Conversation {
        var isBusy = false
        /// When its last answer ended.
        var ended: Int64 = 0
        var waiting = Deque<Int>()
    }

    /// `maxStreams` is this worker's part of the bound; conversations take turns between `targets` front ends.
    package init(
        _ schedule: TraceSchedule, _ load: LoadPlan, mode: ResponseMode, share: WorkerShare,
        maxStreams: Int, targets: Int = 1, targetSeed: UInt64 = 1
    ) {
        self.schedule = schedule
        self.share = share
        self.mode = mode
        self.maxStreams = max(1, maxStreams)
        self.targets = TargetTurns(count: targets, seed: targetSeed)
        var span = load
        span.requests = nil
        span.warmupRequests = nil
        span.ramp = nil
        // Rounds are slices of what is left after the warm-up.
        let whole = Duration.seconds(schedule.seconds)
        span.duration = TimeSpan(
            max(.nanoseconds(1), whole - (load.warmupDuration?.duration ?? .zero)))
        phases = PhasePlan(span, group: 1, share: share)
        position = 0
        if !isOwn(0) { advance() }
    }

    private func isOwn(_ position: Int) -> Bool {
        schedule.session(position) % share.count == share.index
    }

    private mutating func advance() {
        repeat { position += 1 } while position < schedule.count && !isOwn(position)
    }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        look(until: elapsed.nanoseconds)
        guard let start = ready.first else { return rest() }
        guard open < maxStreams else {
            if !isDelayCounted { delayedStarts += 1 }
            isDelayCounted = true
            return .waitForEnd
        }
        isDelayCounted = false
        ready.removeFirst()
        let due = Duration.nanoseconds(start.due)
        let place = phases.place(at: .nanoseconds(schedule.due(start.position)))
        var ticket = Ticket(
            request: start.position, mode: mode, prompt: start.position, phase: place.phase,
            round: place.round, scheduled: due)
        ticket.target = targets.target(of: schedule.session(start.position))
        ticket.session = schedule.session(start.position)
        ticket.turn = Int(schedule.row(start.position).turn)
        return .start(ticket)
    }

    private func rest() -> Dispatch {
        var next = later.first?.due
        if position < schedule.count {
            let due = schedule.due(position)
            next = next.map { min($0, due) } ?? due
        }
        if let next { return .wait(until: .nanoseconds(next)) }
        return waitingTurns > 0 ? .waitForEnd : .finished
    }

    /// Takes what has become due until `now`.
    private mutating func look(until now: Int64) {
        while position < schedule.count, schedule.due(position) <= now {
            take(position)
            advance()
        }
        while let first = later.first, first.due <= now {
            later.removeFirst()
            ready.append(first)
        }
    }

    private mutating func take(_ position: Int) {
        let row = schedule.row(position)
        guard row.hasNext || row.turn > 0 else {
            return ready.append(Start(position: position, due: schedule.due(position)))
        }
        let session = schedule.session(position)
        if conversations[session]?.isBusy == true
            || conversations[session]?.waiting.isEmpty == false
        {
            conversations[session]?.waiting.append(position)
            waitingTurns += 1
        } else {
            release(position, session)
        }
    }

    /// Makes a turn ready, whose turn before has ended.
    private mutating func release(_ position: Int, _ session: Int) {
        let row = schedule.row(position)
        var conversation = conversations[session] ?? Conversation()
        conversation.isBusy = true
        let ended = conversation.ended
        conversations[session] = conversation
        if row.delayNanoseconds != IndexedRow.none {
            let start = Start(position: position, due: ended + row.delayNanoseconds)
            let place = later.firstIndex { $0.due > start.due } ?? later.endIndex
            return later.insert(start, at: place)
        }
        let due = schedule.due(position)
        if ended > due { heldTurns.add(.nanoseconds(ended - due)) }
        ready.append(Start(position: position, due: max(due, ended)))
    }

    package mutating func saw(_ event: RequestEvent) {
        guard case .ended = event.kind else { return }
        ended(event.ticket.request, at: event.elapsed.nanoseconds)
    }

    /// Nobody will answer it: its conversation goes on.
    package mutating func gaveUp(_ ticket: Ticket, at elapsed: Duration) {
        ended(ticket.request, at: elapsed.nanoseconds)
    }

    private mutating func ended(_ position: Int, at now: Int64) {
        let session = schedule.session(position)
        guard conversations[session] != nil else { return }
        conversations[session]?.isBusy = false
        conversations[session]?.ended = now
        if let next = conversations[session]?.waiting.popFirst() {
            waitingTurns -= 1
            release(next, session)
        } else if !schedule.row(position).hasNext {
            conversations[session] = nil
        }
    }

    package mutating func skip(before elapsed: Duration, completesPair: Bool) -> Int {
        let now = elapsed.nanoseconds
        var skipped = 0
        look(until: now - 1)
        while let start = ready.popFirst() {
            skipped += 1
            ended(start.position, at: now)
        }
        isDelayCounted = false
        return skipped
    }
}

/// Turns of conversations that were due before the answer to the one before had ended.
package struct HeldTurns: Sendable, Equatable {
    package private(set) var count = 0
    package private(set) var longest = Duration.zero

    package init() {}

    mutating func add(_ hold: Duration) {
        count += 1
        longest = max(longest, hold)
    }

    package mutating func add(_ other: HeldTurns) {
        count += other.count
        longest = max(longest, other.longest)
    }
}
