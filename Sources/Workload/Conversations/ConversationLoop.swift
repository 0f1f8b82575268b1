package import RunModel

/// Conversations as the unit of load: in a closed loop so many users, each in one conversation at a time; in an open loop
/// conversations that begin at their own times. A turn is sent when its user has read the answer before it and thought.
///
/// A conversation whose turn fails ends there: nobody knows what would have been answered. Nothing starts after the
/// planned end; what is open then stays unfinished.
package struct ConversationLoop: Dispatcher {
    private typealias Conversation = ConversationSchedule.Conversation

    private enum Step: Sendable {
        /// A turn of an open conversation, by its session.
        case turn(Int)
        /// A user begins a conversation.
        case user
    }

    private struct Progress: Sendable {
        var conversation: Conversation
        /// The turn that is due or under way.
        var turn = 0
        var isBusy = false
    }

    private let schedule: ConversationSchedule
    private let share: WorkerShare
    private let mode: ResponseMode
    private let maxStreams: Int
    private let targets: TargetTurns
    private let load: LoadPlan
    private var phases: PhasePlan
    private var walk: ConversationSchedule.Walk
    private var agenda = Agenda<Step>()
    private var conversations: [Int: Progress] = [:]
    private var busy = 0
    private var account = ConversationAccount()
    /// Planned turns that were neither sent nor given up; nil where their number is not planned.
    private var turnsLeft: Int?
    /// Measured turns still to be sent, where only their number is planned and not which they are.
    private var measuredLeft: Int?
    // Closed loop.
    private let users: Int
    private var usersBegun = 0
    // Open loop.
    private var arrivals: ArrivalSequence?
    private var arrivalsTaken = 0
    private var nextArrival: (due: Duration, conversation: Conversation)?
    private var isDelayCounted = false
    package private(set) var delayedStarts = 0

    /// `maxStreams` is this worker's part of the bound; conversations take turns between `targets` front ends.
    package init(
        _ schedule: ConversationSchedule, _ plan: RunPlan, share: WorkerShare, maxStreams: Int,
        targets: Int = 1
    ) {
        self.schedule = schedule
        self.share = share
        mode = plan.request.modes.modes[0]
        self.maxStreams = max(1, maxStreams)
        self.targets = TargetTurns(count: targets, seed: plan.seed)
        load = plan.load
        walk = ConversationSchedule.Walk(schedule, share)
        users = plan.load.isOpenLoop ? 0 : share.part(of: plan.load.concurrency)
        turnsLeft = schedule.requests(of: share)
        // This worker's own counts: turns are sent as they come, whichever conversation they are of.
        var own = plan.load
        let warmup = share.part(of: plan.load.warmupRequests ?? 0)
        own.warmupRequests = min(warmup, turnsLeft ?? warmup)
        if turnsLeft == nil { measuredLeft = plan.load.requests.map { share.part(of: $0) } }
        own.requests = turnsLeft.map { max(0, $0 - warmup) } ?? measuredLeft
        phases = PhasePlan(own, group: 1, share: WorkerShare(index: 0, count: 1))
        if plan.load.isOpenLoop {
            arrivals = ArrivalSequence(plan.load, seed: plan.load.arrivalSeed ?? plan.seed)
            takeArrival()
        }
    }

    package var conversationAccount: ConversationAccount? {
        var account = account
        account.unfinished = conversations.values.count { $0.turn > 0 || $0.isBusy }
        account.unsentTurns += conversations.values.reduce(0) { sum, one in
            sum + one.conversation.turns - one.turn - (one.isBusy ? 1 : 0)
        }
        return account
    }

    package func goesOn(session: Int) -> Bool { conversations[session] != nil }

    package var plannedEnd: Duration? {
        guard load.duration != nil, !isSent else { return nil }
        return phases.plannedEnd
    }

    /// Whether all that is planned by number was sent.
    private var isSent: Bool { turnsLeft == 0 || measuredLeft == 0 }

    private func isOver(at elapsed: Duration) -> Bool {
        isSent || plannedEnd.map { elapsed >= $0 } ?? false
    }

    // MARK: What is next

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        admit(until: elapsed)
        while let first = agenda.first, first.due <= elapsed {
            if isOver(at: load.isOpenLoop ? first.due : elapsed) { return .finished }
            switch first.item {
            case .user:
                agenda.removeFirst()
                if let conversation = walk.next() { begin(conversation, due: first.due) }
            case .turn(let session):
                guard open < maxStreams else {
                    if load.isOpenLoop, !isDelayCounted { delayedStarts += 1 }
                    isDelayCounted = true
                    return .waitForEnd
                }
                isDelayCounted = false
                agenda.removeFirst()
                if let ticket = ticket(session, due: first.due, at: elapsed) {
                    return .start(ticket)
                }
            }
        }
        if isOver(at: elapsed) { return .finished }
        return rest(elapsed)
    }

    /// When to ask again, where nothing is due.
    private func rest(_ elapsed: Duration) -> Dispatch {
        let coming = [agenda.first?.due, nextArrival?.due, userOpening(at: elapsed)].compactMap {
            $0
        }.min()
        guard coming != nil || busy > 0 else { return .finished }
        guard let wake = [coming, plannedEnd].compactMap({ $0 }).min() else { return .waitForEnd }
        return .wait(until: wake)
    }

    private mutating func ticket(
        _ session: Int, due: Duration, at elapsed: Duration
    ) -> Ticket? {
        guard var progress = conversations[session] else { return nil }
        let conversation = progress.conversation
        let scheduled = load.isOpenLoop ? due : elapsed
        let place = phases.place(at: scheduled)
        progress.isBusy = true
        conversations[session] = progress
        busy += 1
        if let left = turnsLeft { turnsLeft = left - 1 }
        if let left = measuredLeft, place.phase == .measured { measuredLeft = left - 1 }
        if progress.turn == 0 { account.begun += 1 }
        var ticket = Ticket(
            request: conversation.firstRequest + progress.turn, mode: mode,
            prompt: conversation.firstPrompt + progress.turn, phase: place.phase,
            round: place.round, scheduled: scheduled)
        ticket.target = targets.target(of: conversation.unit)
        ticket.session = session
        ticket.turn = progress.turn
        ticket.beginning = conversation.beginning
        return ticket
    }

    // MARK: Who comes

    private mutating func admit(until elapsed: Duration) {
        while let arrival = nextArrival, arrival.due <= elapsed {
            begin(arrival.conversation, due: arrival.due)
            takeArrival()
        }
        let allowed = allowedUsers(at: elapsed)
        while usersBegun < allowed {
            usersBegun += 1
            agenda.add(.user, due: elapsed)
        }
    }

    private mutating func begin(_ conversation: Conversation, due: Duration) {
        conversations[conversation.session] = Progress(conversation: conversation)
        agenda.add(.turn(conversation.session), due: due)
    }

    /// Conversation number c comes with arrival c, whoever sends it.
    private mutating func takeArrival() {
        guard let conversation = walk.next() else {
            nextArrival = nil
            return
        }
        var due = Duration.zero
        while arrivalsTaken <= conversation.session {
            due = arrivals?.next() ?? due
            arrivalsTaken += 1
        }
        nextArrival = (due, conversation)
    }

    /// During the ramp the users of all workers begin one by one, evenly, the first of them before it.
    private func allowedUsers(at elapsed: Duration) -> Int {
        let start = load.warmupDuration?.duration ?? .zero
        let ramp = load.ramp?.duration ?? .zero
        guard users > 0, ramp > .zero, elapsed < start + ramp else { return users }
        let last = Int(max(.zero, elapsed - start) / ramp * Double(load.concurrency))
        guard last >= share.index else { return 0 }
        return min(users, 1 + (last - share.index) / share.count)
    }

    /// When the next user begins, where a ramp still holds some back.
    private func userOpening(at elapsed: Duration) -> Duration? {
        guard usersBegun < users, let ramp = load.ramp?.duration else { return nil }
        let place = share.index + usersBegun * share.count
        // A microsecond late, so that rounding never asks a moment too early, again and again.
        return (load.warmupDuration?.duration ?? .zero)
            + ramp * (Double(place) / Double(load.concurrency)) + .microseconds(1)
    }

    // MARK: What became of it

    package mutating func saw(_ event: RequestEvent) {
        guard case .ended(let record) = event.kind, let session = event.ticket.session,
            var progress = conversations[session], progress.isBusy
        else { return }
        busy -= 1
        progress.isBusy = false
        progress.turn += 1
        conversations[session] = progress
        // The run's end cut it, and it stays unfinished.
        guard record.outcome != .cut else { return }
        let isLast = progress.turn == progress.conversation.turns
        if !record.outcome.isSuccess {
            account.failed += 1
        } else if isLast {
            account.complete += 1
        } else if event.lacksAnswer {
            account.withoutAnswer += 1
        } else {
            let pause = schedule.thinkTime(
                after: progress.turn, ofUnit: progress.conversation.unit)
            return agenda.add(.turn(session), due: event.elapsed + pause)
        }
        account.unsentTurns += progress.conversation.turns - progress.turn
        end(session, at: event.elapsed)
    }

    /// Its user begins another one, in a closed loop, after as long a pause as before a turn.
    private mutating func end(_ session: Int, at elapsed: Duration) {
        guard let progress = conversations.removeValue(forKey: session) else { return }
        // A ticket that was given back had its place.
        let unsent = progress.conversation.turns - progress.turn - (progress.isBusy ? 1 : 0)
        if let left = turnsLeft {
            turnsLeft = left - unsent
            // Rounds by number have the places of what is not sent too.
            for _ in 0..<unsent { _ = phases.place(at: elapsed) }
        }
        guard !load.isOpenLoop else { return }
        let pause = schedule.thinkTime(after: 0, ofUnit: progress.conversation.unit)
        agenda.add(.user, due: elapsed + pause)
    }

    package mutating func gaveUp(_ ticket: Ticket, at elapsed: Duration) {
        guard let session = ticket.session, let progress = conversations[session] else { return }
        busy -= 1
        turnAway(session, progress, at: elapsed)
    }

    /// Its user was turned away: one that had not begun is none.
    private mutating func turnAway(_ session: Int, _ progress: Progress, at elapsed: Duration) {
        if progress.turn > 0 {
            account.turnedAway += 1
            account.unsentTurns += progress.conversation.turns - progress.turn
        } else if progress.isBusy {
            account.begun -= 1
        }
        end(session, at: elapsed)
    }

    package mutating func skip(before elapsed: Duration, completesPair: Bool) -> Int {
        while let arrival = nextArrival, arrival.due < elapsed {
            begin(arrival.conversation, due: arrival.due)
            takeArrival()
        }
        var skipped = 0
        while let first = agenda.first, first.due < elapsed {
            agenda.removeFirst()
            guard case .turn(let session) = first.item, let progress = conversations[session]
            else { continue }
            skipped += 1
            turnAway(session, progress, at: elapsed)
        }
        isDelayCounted = false
        return skipped
    }
}
