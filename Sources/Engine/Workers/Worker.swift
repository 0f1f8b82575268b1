internal import Reactor
internal import RunModel
internal import Transport
internal import Wire
internal import Workload

/// One thread's share of a run: its loop, its connections, its streams and what it measured. Nothing
/// here is shared while it runs.
final class Worker: DeadlineSource {
    let plan: RunPlan
    let tally: WorkerTally
    private let order: WorkerOrder
    var live: LiveBoard { order.live }
    let loop: EventLoop
    let multi: MultiHandle
    private let timers = TimerQueue<StreamSlot>()
    private let turns: TurnCheck
    private let targets: [WorkerTarget]
    private var dispatcher: any Dispatcher
    private var slots: [StreamSlot] = []
    var openStreams = 0
    /// Refused requests that wait for the name of a model that the target has.
    var parked: [ParkedRequest] = []
    var modelRequests: [ModelRequest] = []
    private var isDispatching = false
    private var nextHandOver: MonotonicInstant?
    private var nextDispatch: MonotonicInstant?
    private(set) var result = WorkerResult()
    /// Kept where both modes run.
    private var account: ModeAccount?
    private var origin = MonotonicInstant.now()
    /// Present where conversations say again what was answered.
    private var book: AnswerBook?

    /// - Throws: `SystemCallError` or `TransportError` when descriptors or memory have run out.
    init(_ order: WorkerOrder) throws {
        self.order = order
        plan = order.plan
        tally = order.tally()
        turns = TurnCheck(tally, order.plan.request.modes.modes)
        dispatcher = order.dispatcher
        targets = order.targets.map { WorkerTarget($0, worker: order.share.index) }
        if let conversations = order.plan.conversations, !conversations.usesScript {
            book = AnswerBook(order.memory)
        }
        loop = try EventLoop(name: "worker-\(order.share.index)")
        multi = try MultiHandle(on: loop, streams: order.streams)
        loop.add(timers)
        loop.add(turns)
        loop.add(self)
        for number in 0..<min(order.streams, order.preparedStreams) {
            let target = targets[number % targets.count]
            target.idle.append(try makeSlot(to: target))
        }
    }

    var wakeUp: WakeUp { loop.wakeUp }

    /// Runs the share to its end, or until the stop flag is set and the worker woken.
    func run(from origin: MonotonicInstant) -> WorkerResult {
        self.origin = origin
        order.live.attach(tally.outputEvents)
        loop.wakeUp.action = { [unowned self] in
            if order.stop.isRequested { return cutAll() }
            guard !parked.isEmpty else { return }
            endParked()
            dispatch()
        }
        if plan.request.modes == .both { keepAccount() }
        nextDispatch = origin
        turns.begin(at: origin)
        nextHandOver = origin + WorkerTally.handOverInterval
        do {
            try loop.run()
        } catch {
            result.failure = error.description
            order.blocks?.close()
            cutAll()
        }
        tally.handOver()
        // The slots hold their worker, the timers hold slots and the loop holds all of them. The
        // handles of the slots must be gone before libcurl's multi handle.
        timers.removeAll()
        slots = []
        modelRequests = []
        for target in targets { target.idle = [] }
        multi.close()
        loop.close()
        result.histograms = tally.histogramSet()
        result.totals = tally.totals
        result.delayedStarts = dispatcher.delayedStarts
        result.heldTurns = dispatcher.heldTurns
        result.conversations = dispatcher.conversationAccount
        result.watchFailure = multi.watchFailure?.description
        result.implausibleStamps = multi.implausibleStamps
        result.account = account
        result.servers = targets.enumerated().compactMap { $1.names(of: $0) }
        result.manners = targets.map(\.accepted)
        result.isStreamingAbsent = targets.contains { $0.support.isAbsent }
        result.cpuSeconds = Double(ThreadClock.cpuNanoseconds()) / 1e9
        return result
    }

    private func keepAccount() {
        account = ModeAccount(processorTime: ThreadClock.cpuNanoseconds())
        loop.turnEnded = { [unowned self] in
            account?.endTurn(processorTime: ThreadClock.cpuNanoseconds())
        }
    }

    // MARK: Deadlines of the worker itself

    var deadline: MonotonicInstant? {
        var earliest = nextDispatch
        if let due = nextHandOver { earliest = earliest.map { min($0, due) } ?? due }
        for request in modelRequests {
            if let due = request.deadline { earliest = earliest.map { min($0, due) } ?? due }
        }
        return earliest
    }

    func deadlinePassed(at now: MonotonicInstant) {
        if let due = nextHandOver, due <= now {
            tally.handOver()
            nextHandOver = now + WorkerTally.handOverInterval
        }
        if let due = nextDispatch, due <= now { dispatch() }
        for request in modelRequests where request.deadline.map({ $0 <= now }) == true {
            request.deadlinePassed()
        }
    }

    // MARK: Starting

    func dispatch() {
        // A start that fails at once ends its request, which asks for the next: one round is enough.
        guard !isDispatching else { return }
        isDispatching = true
        defer { isDispatching = false }
        nextDispatch = nil
        while true {
            let elapsed = MonotonicInstant.now() - origin
            switch dispatcher.next(elapsed: elapsed, open: openStreams) {
            case .start(let ticket):
                start(ticket, attempt: 1)
            case .cancel(let request, let departure):
                slots.first { $0.ticket?.request == request }?.cancel(departure)
            case .wait(let until):
                live.waits(until: until)
                nextDispatch = origin + until
                return
            case .waitForEnd:
                return
            case .finished:
                finish()
                return
            }
        }
    }

    private func finish() {
        if result.lastStart == nil {
            result.lastStart = dispatcher.plannedEnd.map { origin + $0 } ?? .now()
        }
        if openStreams == 0 { loop.stop() }
    }

    func start(_ planned: Ticket, attempt: Int) {
        let target = targets[planned.target]
        let ticket = target.support.isAbsent ? planned.asWholeAnswer : planned
        var record = RequestRecord(
            request: ticket.request, round: ticket.round, phase: ticket.phase,
            mode: ticket.mode, worker: order.share.index)
        record.target = ticket.target
        record.apiKeyEnd = target.keyEnd
        record.pair = ticket.pair
        record.probe = ticket.probe
        record.follows = ticket.follows
        record.session = ticket.session
        record.turn = ticket.turn
        record.beginning = ticket.beginning
        record.maxTokens = target.maxTokens(for: ticket)
        target.describe(ticket, in: &record)
        record.attempt = attempt
        // One that is asked again is not late: its first attempt was in time, and is recorded.
        record.instants.scheduled = attempt == 1 ? origin + ticket.scheduled : .now()
        guard let slot = takeSlot(to: target) else {
            record.message = "no memory or descriptor for another transfer"
            tally.append(record)
            saw(ticket, at: .now(), .ended(record))
            return
        }
        let body = target.body(
            for: ticket, target.manner, answers: book?.answers(of: ticket.session) ?? [])
        slot.easy.setRequest(target.headers(for: ticket), body: body)
        record.bytes.request = body.count
        record.instants.started = .now()
        if ticket.phase == .measured, result.firstMeasured == nil {
            result.firstMeasured = record.instants.started
        }
        slot.begin(
            ticket,
            StreamRecorder(
                record, api: target.api, tally: tally,
                keepsChunks: order.keepsChunks(ticket.request),
                capEvents: ticket.mode == .streaming ? plan.request.capEvents : nil,
                readsThinkTags: plan.request.thinkTags == true,
                keepsAnswer: plan.keepsAnswers || book != nil,
                countsSamples: plan.against?.leavesOut(record) != true,
                connection: slot.easy),
            leavesAt: leaving(record))
        openStreams += 1
        order.live.streamOpened()
        if !multi.start(slot.easy) { slot.transferEnded(.notStarted()) }
        deadlineMoved(slot)
    }

    /// When its reader leaves: of a run that measures what leaving does, those of side B stay.
    private func leaving(_ record: RequestRecord) -> MonotonicInstant? {
        if plan.against?.without == RequestClassPlan.leavers, record.target == 1 { return nil }
        return record.leaveAfter.map { record.instants.scheduled + $0 }
    }

    private func takeSlot(to target: WorkerTarget) -> StreamSlot? {
        guard let slot = target.idle.popLast() else {
            return slots.count < order.streams
                ? try? makeSlot(to: target) : moveSlot(to: target) ?? (try? makeSlot(to: target))
        }
        do {
            try slot.renewIfWorn { () throws(TransportError) in
                try EasyHandle(target.connection(), on: multi)
            }
            return slot
        } catch {
            target.idle.append(slot)
            return nil
        }
    }

    /// Of several front ends: the slot that has rested longest at the one with the most, whose connection is closed.
    private func moveSlot(to target: WorkerTarget) -> StreamSlot? {
        guard let other = targets.max(by: { $0.idle.count < $1.idle.count }), !other.idle.isEmpty
        else { return nil }
        let slot = other.idle.removeFirst()
        do {
            try slot.move(to: target) { () throws(TransportError) in
                try EasyHandle(target.connection(), on: multi)
            }
            return slot
        } catch {
            other.idle.append(slot)
            return nil
        }
    }

    private func makeSlot(to target: WorkerTarget) throws(TransportError) -> StreamSlot {
        let easy = try EasyHandle(target.connection(), on: multi)
        let nothing = RequestRecord(
            request: 0, round: 0, phase: .warmup, mode: .streaming, worker: 0)
        let slot = StreamSlot(
            easy, of: self, to: target, MemoryShare(of: order.memory),
            StreamRecorder(
                nothing, api: target.api, tally: tally, keepsChunks: false, capEvents: nil))
        slots.append(slot)
        return slot
    }

    // MARK: What slots tell

    /// A request of this mode takes the worker's time in this turn.
    func serve(_ mode: ResponseMode) {
        account?.serve(mode, processorTime: ThreadClock.cpuNanoseconds())
    }

    /// A time-out of the slot appeared or came nearer.
    func deadlineMoved(_ slot: StreamSlot) {
        if let due = slot.deadline { timers.cover(slot, until: due) }
    }

    /// Takes back a request that ran into a time-out.
    func giveUp(_ slot: StreamSlot, sent: MonotonicInstant?) -> TransferEnd {
        multi.cancel(slot.easy, lostSince: sent)
    }

    func cancel(_ slot: StreamSlot, _ departure: Departure = .close) -> TransferEnd {
        multi.cancel(slot.easy, resetsConnection: departure == .reset)
    }

    /// Tells the dispatcher; if that is to change its mind, after libcurl has returned.
    func saw(
        _ ticket: Ticket, at instant: MonotonicInstant, _ kind: RequestEvent.Kind,
        lacksAnswer: Bool = false
    ) {
        var event = RequestEvent(ticket, at: instant - origin, kind)
        event.lacksAnswer = lacksAnswer
        dispatcher.saw(event)
        if dispatcher.reactsToAnswers { nextDispatch = .now() }
    }

    func requestEnded(
        _ slot: StreamSlot, _ ticket: Ticket, _ record: RequestRecord, isWholeAnswer: Bool,
        _ remedy: RequestRemedy?
    ) {
        openStreams -= 1
        order.live.streamClosed()
        slot.target.idle.append(slot)
        if result.isCut || !mends(remedy, slot, ticket, record) {
            slot.target.ended(record, isWholeAnswer: isWholeAnswer, slot.manner)
            close(ticket, record, lacksAnswer: !keepAnswer(slot, ticket, record))
        }
        if !result.isCut { dispatch() }
    }

    /// Keeps what was answered for the turns that follow.
    ///
    /// - Returns: whether that can be said again, or need not be.
    private func keepAnswer(
        _ slot: StreamSlot, _ ticket: Ticket, _ record: RequestRecord
    ) -> Bool {
        guard book != nil, let session = ticket.session else { return true }
        let answer = slot.takeAnswer()
        guard record.outcome.isSuccess else { return true }
        return book?.take(answer, session: session) ?? true
    }

    /// Nothing more comes of a request.
    func close(_ ticket: Ticket, _ record: RequestRecord, lacksAnswer: Bool = false) {
        tally.append(record)
        if record.outcome == .ok, record.phase == .measured {
            tally.measure(
                record, wantedPrompt: targets[ticket.target].wantedPromptTokens(for: ticket),
                isOutputExact: plan.request.exactOutput == true)
        }
        let event = RequestEvent.Kind.ended(record)
        saw(ticket, at: record.instants.closed ?? .now(), event, lacksAnswer: lacksAnswer)
        guard book != nil, let session = ticket.session else { return }
        if !dispatcher.goesOn(session: session) { book?.close(session) }
        book?.sweep { dispatcher.goesOn(session: $0) }
    }

    private func cutAll() {
        result.isCut = true
        if result.lastStart == nil { result.lastStart = .now() }
        for slot in slots { slot.cut() }
        for request in modelRequests { request.cancel() }
        for request in parked { close(request.ticket, request.record) }
        parked = []
        loop.stop()
    }
}
