internal import NIOCore
internal import RunModel

/// An answer under way. The connection cancels it when the client goes away.
protocol Answer: AnyObject {
    func cancel()

    /// Output tokens that have left.
    var tokensSent: Int { get }
    /// When the answer is complete if nothing comes between.
    var naturalEnd: MonotonicInstant { get }
}

/// One completion sent as Server-Sent Events, played from its script.
final class CompletionStream: Answer, Paced, EngineGuest {
    enum Phase {
        case beforeHead
        /// Plays the script.
        case streaming
        /// Holds still until the client leaves.
        case stalled
        case flooding(Flood)
        case ended
    }

    let exchange: Exchange
    let behaviour: AnswerBehaviour
    let form: any StreamForm
    private let frame: EventFrame
    private let promptTokens: Int
    private let countsReasoning: Bool
    var script: CompletionScript
    var vocabulary: Vocabulary
    var phase = Phase.beforeHead
    /// What is still to go wrong.
    var fault: Fault?
    /// Nil when what is sent leaves at once.
    var held: HeldBody?
    private var ticket: StreamPacer.Ticket?
    /// What an engine answers it with; nil where it has its own times.
    private var seat: EngineSeat?
    private var hasSentRole = false
    private var hasSentOutput = false
    private(set) var tokensSent = 0
    private var contentChunksSent = 0
    private var nextKeepAlive: MonotonicInstant?
    /// Whose open streams stretch the gaps of this one.
    private let crowdedAccount: KeyAccount?
    /// When a client that had not read for a while had read everything.
    private var drained: MonotonicInstant

    init(
        _ request: AnswerRequest, _ behaviour: AnswerBehaviour, _ exchange: Exchange,
        _ seed: AnswerSeed, created: Int
    ) {
        self.exchange = exchange
        self.behaviour = behaviour
        promptTokens = request.prompt.tokens
        countsReasoning = behaviour.countsReasoning(request.api)
        frame = EventFrame(behaviour)
        form = StreamForms.form(
            request,
            AnswerIdentity(
                number: seed.number, model: request.model, created: created,
                tools: request.tools.names), behaviour)
        script = CompletionScript(
            behaviour, .streamed, maxTokens: request.maxTokens, received: exchange.begun, seed)
        vocabulary = Vocabulary(seed)
        fault = behaviour.fault
        crowdedAccount = exchange.lease?.crowdedAccount
        if behaviour.hold != nil || behaviour.sendsHeadLate {
            held = HeldBody(
                behaviour.hold, waitsForOutput: behaviour.sendsHeadLate, origin: exchange.received)
        }
        drained = exchange.received
    }

    func start(_ seat: EngineSeat?) {
        self.seat = seat
        exchange.loop.server.streamOpened()
        let ticket = exchange.loop.pacer.register(self)
        self.ticket = ticket
        begin()
        if let next = nextDue { exchange.loop.pacer.wake(ticket, at: next) }
    }

    func cancel() {
        exchange.loop.counters.count { $0.cancelled += 1 }
        leave()
    }

    func act(now: MonotonicInstant) -> MonotonicInstant? {
        guard !exchange.hasBacklog else {
            wakeWhenDrained()
            return nil
        }
        switch phase {
        case .beforeHead: sendHead()
        case .streaming: play(now)
        case .flooding(let flood): pour(flood)
        case .stalled: releaseDue(now)
        case .ended: break
        }
        return nextDue
    }

    func engineEnded(at end: MonotonicInstant) {}

    func engineBegan(cachedTokens: Int?) { exchange.cachedTokens = cachedTokens }

    func tokenCame(at instant: MonotonicInstant) {
        script.tokenCame(at: instant)
        guard let ticket, let next = nextDue else { return }
        exchange.loop.pacer.wake(ticket, at: next)
    }

    /// When there is something to do next; nil when nothing ever will be, or an engine has to say it.
    private var nextDue: MonotonicInstant? {
        let next = nextOfPhase
        return next == .never ? nil : next
    }

    private var nextOfPhase: MonotonicInstant? {
        switch phase {
        case .beforeHead: script.due
        case .streaming: min(script.due, nextKeepAlive ?? script.due, held?.due ?? script.due)
        // The time of asking, not of the past: a flood must not starve the streams that pace.
        case .flooding: .now()
        // What stands between goes on letting go.
        case .stalled: held?.due
        case .ended: nil
        }
    }

    private func play(_ now: MonotonicInstant) {
        if let due = held?.due, due <= now {
            releaseDue(now)
            return
        }
        guard script.due <= now else {
            if let due = nextKeepAlive, due <= now { sendKeepAlive(now) }
            return
        }
        let isAtEnd = script.next == nil
        if let fault, fault.isDue(after: contentChunksSent, isAtEnd: isAtEnd) {
            self.fault = nil
            inject(fault)
        } else if isAtEnd {
            sendTail()
        } else {
            sendBatch(now)
        }
    }

    /// While the kernel takes no more, nothing is assembled; the pacer hears of this stream again when
    /// the client has read.
    private func wakeWhenDrained() {
        exchange.whenDrained { [weak self] in
            guard let self, let ticket else { return }
            drained = .now()
            exchange.loop.pacer.wake(ticket, at: drained)
        }
    }

    /// Ends the stream; the connection's fate is the caller's next line.
    func leave() {
        phase = .ended
        if let ticket { exchange.loop.pacer.remove(ticket) }
        if ticket != nil { exchange.loop.server.streamClosed() }
        ticket = nil
        seat?.leave()
    }
}

// MARK: What is sent

extension CompletionStream {
    var usage: TokenUsage {
        TokenUsage(
            prompt: promptTokens, completion: tokensSent,
            reasoning: countsReasoning ? min(tokensSent, script.reasoningTokens) : 0,
            cached: exchange.cachedTokens)
    }

    func sendHead() {
        phase = .streaming
        openBody()
        send(.comment) { [self] chunk in
            if behaviour.tellsTruth { frame.received(exchange.received, in: &chunk) }
            if behaviour.tellsTruth, let seat {
                frame.engine(running: seat.running, waiting: seat.waiting, in: &chunk)
            }
        }
        if behaviour.sendsRoleFirst { sendRole() }
        if let interval = behaviour.keepAliveInterval { nextKeepAlive = .now() + interval }
    }

    private func sendRole() {
        guard !hasSentRole else { return }
        hasSentRole = true
        send { form.begin(usage, in: &$0) }
    }

    private func sendKeepAlive(_ now: MonotonicInstant) {
        guard let interval = behaviour.keepAliveInterval else { return }
        send(.comment) { form.keepAlive(in: &$0) }
        nextKeepAlive = now + interval
    }

    private func sendBatch(_ now: MonotonicInstant) {
        let joins = behaviour.batching == .adaptive && script.due < drained
        guard let batch = script.take(joiningThoseDueBy: joins ? now : nil) else { return }
        let piece = script.piece(batch, behaviour)
        if piece != nil { sendRole() }
        tokensSent = batch.tokens.upperBound
        if batch.part != .reasoning { contentChunksSent += 1 }
        if let crowdedAccount { stretchGap(after: batch, crowdedAccount.crowding) }
        guard let piece else {
            vocabulary.skip(batch.tokens.count)
            return
        }
        let sent = send(.output) { [self] chunk in
            form.add(piece, of: &vocabulary, usage, in: &chunk)
        }
        // What a slow client held back is not this server's lateness.
        let lateness = sent - max(batch.due, drained)
        let firstToken = hasSentOutput ? nil : sent - exchange.received
        hasSentOutput = true
        exchange.loop.counters.count {
            $0.countChunk(latenessNanoseconds: lateness.nanoseconds)
            if let firstToken { $0.firstTokens.count(firstToken) }
        }
    }

    private func stretchGap(after batch: CompletionScript.Batch, _ factor: Double) {
        guard factor > 1, let next = script.next, next.due < .never else { return }
        script.postpone(by: (next.due - batch.due) * (factor - 1))
    }

    var naturalEnd: MonotonicInstant { seat?.naturalEnd ?? script.end }

    /// The end, with usage and `[DONE]` where the API has them, leaves in one write: no clock is read between its events.
    private func sendTail() {
        sendRole()
        send(isLast: true) { chunk in
            form.finish(script.finishReason, usage, in: &chunk)
        }
        exchange.loop.counters.count { $0.streamsCompleted += 1 }
        leave()
        exchange.finish()
    }
}
