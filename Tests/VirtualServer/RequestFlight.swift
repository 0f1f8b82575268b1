import RunModel

@testable import Engine

/// A request in flight as the client sees it, with its record as the engine would fill it.
struct RequestFlight {
    private static let eventBytes = 190
    private static let messages = FailureMessage(secrets: [])

    let ticket: Ticket
    private(set) var record: RequestRecord
    private(set) var chunks: [ChunkRecord] = []
    private let latency: Duration
    private let promptTokens: Int
    private let readDelay: Duration

    init(_ ticket: Ticket, _ server: VirtualServer, at now: MonotonicInstant) {
        self.ticket = ticket
        latency = server.latency
        promptTokens = server.promptTokens(of: ticket)
        readDelay = server.readDelay(of: ticket.request)
        record = RequestRecord(
            request: ticket.request, round: ticket.round, phase: ticket.phase, mode: ticket.mode,
            worker: 0)
        record.pair = ticket.pair
        record.target = ticket.target
        record.probe = ticket.probe
        record.follows = ticket.follows
        record.maxTokens = ticket.maxTokens
        record.bytes.request = 400 + 7 * (ticket.ask?.words ?? 0)
        record.instants.scheduled = VirtualServer.origin + ticket.scheduled
        record.instants.started = now
    }

    mutating func requestReady(at now: MonotonicInstant) {
        record.connection = .cold
        record.instants.sent = now
    }

    mutating func headComplete(_ status: Int, _ limits: LimitHeaders, at now: MonotonicInstant) {
        record.instants.head = now
        record.status = status
        record.limits = limits
        record.bytes.head = 300
    }

    /// Takes in the tokens of a stream that have come by `now`.
    mutating func receive(_ sendings: [MonotonicInstant], by now: MonotonicInstant) {
        chunks.reserveCapacity(sendings.count)
        for sending in sendings {
            let arrived = sending + latency
            guard arrived <= now else { break }
            noteOutput(at: arrived)
        }
        // The role comes just before the first content.
        if record.events.output > 0 { record.events.all += 1 }
    }

    /// We leave, or the run ends.
    mutating func leave(
        _ outcome: Outcome, _ departure: Departure? = nil, at now: MonotonicInstant
    ) {
        record.departure = departure
        record.outcome = outcome
        record.instants.closed = now
    }

    mutating func finish(_ end: AnswerEnd, at now: MonotonicInstant) {
        record.instants.closed = now
        switch end {
        case .complete(let reason, let tokens): complete(reason, tokens, at: now)
        case .broken:
            record.outcome = .reset
            record.message = "Recv failure: Connection reset by peer"
        case .unreachable:
            record.outcome = .connect
            record.message = "Connection refused"
        case .error(let json, let isInBand):
            record.bytes.body = json.count
            record.events.all = isInBand ? 1 : 0
            let isDocument = !isInBand && ticket.mode == .streaming
            record.outcome =
                record.status.flatMap(StreamRecorder.refusal)
                ?? (isDocument ? .notAStream : .inBandError)
            record.message = Self.messages.line(inBand: nil, document: json, transfer: nil)
            record.error = Self.messages.error(inBand: nil, document: json)
            record.limits.takeWaits(inBody: json.span, status: record.status ?? 0)
        }
    }

    private mutating func complete(
        _ reason: FinishReason, _ tokens: Int, at now: MonotonicInstant
    ) {
        if ticket.mode == .streaming {
            // Finish, usage and [DONE]; the role of an answer without any content.
            record.events.all += record.events.output > 0 ? 3 : 4
            record.events.isDone = true
        } else if tokens > 0 {
            noteOutput(at: now)
        }
        record.outcome = record.events.output > 0 ? .ok : .empty
        record.finishReason = reason
        record.instants.usage = now
        record.tokens.source = .usage
        record.tokens.prompt = promptTokens
        record.tokens.output = tokens
    }

    private mutating func noteOutput(at arrived: MonotonicInstant) {
        let index = record.events.output
        if let last = record.instants.lastOutput {
            if index == 1 { record.instants.secondOutput = arrived }
            let gap = arrived - last
            if gap > record.maxGap ?? .nanoseconds(-1) {
                record.maxGap = gap
                record.maxGapEvent = index
            }
        } else {
            record.instants.firstOutput = arrived
            record.instants.firstAnswer = arrived
            record.maxReadDelay = readDelay
            record.tokens.source = .events
        }
        record.instants.lastOutput = arrived
        record.events.output += 1
        if ticket.mode == .streaming { record.events.all += 1 }
        record.events.reads += 1
        record.bytes.body += Self.eventBytes
        record.bytes.output += 5
        chunks.append(
            ChunkRecord(
                request: record.request, index: Int32(index), arrived: arrived, read: arrived,
                bytes: Int32(Self.eventBytes), eventsInRead: 1, kind: .content, sent: nil))
    }
}
