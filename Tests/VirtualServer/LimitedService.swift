import RunModel
import Statistics
import Wire

@testable import Emulator
@testable import Engine

/// The server's side: its callers' ledgers, asked in the order in which the emulator's accounts and answers ask
/// them, and the answers under way.
struct LimitedService {
    let server: VirtualServer
    private let fields: LimitFields
    private let latencyModel: LatencyModel
    private var ledgers: CallerLedgers
    var answers: [Int: VirtualAnswer] = [:]
    /// When a look at those who wait is on the agenda.
    private var turnDue: MonotonicInstant?
    /// Of streams that begin in turn.
    private var lastAdmission: MonotonicInstant?
    /// Asked before the ledgers, where a test brings one.
    private var strange: (any StrangeLimiter)?
    /// What that said of those it let in.
    private var strangeVerdicts: [Int: StrangeVerdict] = [:]

    init(_ server: VirtualServer) {
        self.server = server
        let policy = server.policy
        let clock = server.clock
        fields = LimitFields(policy: policy.headers, clock: clock)
        latencyModel = server.latencyModel
        ledgers = CallerLedgers(policy, clock)
        strange = server.strange
    }

    var statistics: KeyStatistics {
        KeyStatistics(ledgers[0], number: 1, key: "virtual", tier: nil)
    }

    /// When the tokens of a request's answer left.
    func sendings(of request: Int) -> [MonotonicInstant] { answers[request]?.sendings ?? [] }

    mutating func arrive(_ ticket: Ticket, at now: MonotonicInstant, _ agenda: inout Agenda) {
        if let status = server.statusForAll {
            let error = ErrorBody(status: status, message: "The server answers all with \(status).")
            refuse(ticket, error, [], at: now, &agenda)
            return
        }
        let fault = draw(ticket.request, .faults) > 1 - server.errorShare ? 500 : nil
        if let status = fault ?? (ticket.mode == .streaming ? nil : server.statusForWhole) {
            let error = ErrorBody(status: status, message: "The server answers with \(status).")
            refuse(ticket, error, [], at: now, isFault: true, &agenda)
            return
        }
        if let late = refusedByStrange(ticket, at: now) {
            refuse(
                ticket, ErrorBody(status: 429, message: "Rate limit reached."), [], at: now + late,
                &agenda)
            return
        }
        let demand = LimitDemand(
            isStreaming: ticket.mode == .streaming, promptTokens: server.promptTokens(of: ticket),
            maxTokens: ticket.maxTokens, prompt: ticket.ask.map { UInt64($0.number) },
            draw: UInt64(draw(ticket.request, .server) * 1e9))
        let place = ledgers.place(of: server.caller(of: ticket))
        answers[ticket.request] = VirtualAnswer(
            ticket, demand, place: place, tokens: tokens(of: ticket),
            isBreaking: draw(ticket.request, .faults) < server.resetShare)
        let verdict = ledgers[place].request(demand, UInt64(ticket.request), at: now)
        let reading = ledgers[place].budgets.reading(of: demand, at: now)
        followUp(at: now, &agenda)
        settle(ticket.request, verdict, reading, at: now, &agenda)
    }

    /// Hears that the client has gone.
    mutating func depart(
        _ request: Int, _ cause: ReleaseCause, at now: MonotonicInstant, _ agenda: inout Agenda
    ) {
        guard let answer = answers[request] else { return }
        switch answer.state {
        case .waiting:
            answer.state = .over
            ledgers[answer.place].withdraw(UInt64(request), at: now)
            followUp(at: now, &agenda)
        case .playing: end(request, cause, at: now, &agenda)
        case .over: break
        }
    }

    /// Sends what is due of an answer.
    mutating func act(_ request: Int, at now: MonotonicInstant, _ agenda: inout Agenda) {
        guard let answer = answers[request], answer.state == .playing else { return }
        if !answer.isAtEnd {
            answer.send(crowding: ledgers[answer.place].slots.crowding)
            goOn(answer, &agenda)
        } else if answer.isBreaking {
            end(request, .cut, at: now, &agenda)
            // A whole answer is cut in the middle of its body.
            if !answer.isStreaming { sendHead(request, answer.headLimits, at: now, &agenda) }
            tell(.end(request, .broken), at: now, &agenda)
        } else {
            end(request, .end, at: now, &agenda)
            if !answer.isStreaming { sendHead(request, answer.headLimits, at: now, &agenda) }
            let isCapped = answer.ticket.maxTokens == answer.tokens
            let reason = isCapped ? FinishReason.length : .stop
            tell(.end(request, .complete(reason, tokens: answer.tokens)), at: now, &agenda)
        }
    }

    /// Ends a stream that was let in beyond the limit.
    mutating func kill(_ request: Int, at now: MonotonicInstant, _ agenda: inout Agenda) {
        guard let answer = answers[request], answer.state == .playing else { return }
        end(request, .cut, at: now, &agenda)
        tell(.end(request, .broken), at: now, &agenda)
    }

    /// Looks after those who wait.
    mutating func takeTurn(at now: MonotonicInstant, _ agenda: inout Agenda) {
        turnDue = nil
        ledgers.advance(to: now)
        followUp(at: now, &agenda)
    }
}

extension LimitedService {
    /// How late the limiter that a test brings refuses it; nil where it is let in, or there is none.
    private mutating func refusedByStrange(
        _ ticket: Ticket, at now: MonotonicInstant
    ) -> Duration? {
        let seconds = (now - VirtualServer.origin).seconds
        guard let verdict = strange?.comes(StrangeRequest(ticket), at: seconds) else { return nil }
        if case .refused(let late) = verdict { return .seconds(late) }
        strangeVerdicts[ticket.request] = verdict
        return nil
    }

    private mutating func followUp(at now: MonotonicInstant, _ agenda: inout Agenda) {
        let settled = ledgers.takeSettled()
        let readings = settled.map { id, _ in
            answers[Int(id)].map {
                ledgers[$0.place].budgets.reading(of: $0.demand, at: now)
            }
        }
        if let due = ledgers.nextDue(from: now),
            due < turnDue ?? due + .seconds(1)
        {
            turnDue = due
            agenda.enter(.turn, at: due)
        }
        for ((id, verdict), reading) in zip(settled, readings) {
            settle(Int(id), verdict, reading ?? LimitReading(), at: now, &agenda)
        }
    }

    private mutating func settle(
        _ request: Int, _ verdict: KeyLedger.Verdict, _ reading: LimitReading,
        at now: MonotonicInstant, _ agenda: inout Agenda
    ) {
        guard let answer = answers[request] else { return }
        let told = fields.fields(reading.told(with: verdict)).filter {
            !server.withheldFields.contains($0.0)
        }
        switch verdict {
        case .admitted:
            begin(request, LimitHeaders(told: told, server.resetOffset), at: now, &agenda)
        case .admittedFor(let span):
            begin(request, LimitHeaders(told: told, server.resetOffset), at: now, &agenda)
            agenda.enter(.kill(request), at: now + span)
        case .waits(let forSlot):
            guard forSlot, server.policy.streams.queuedHead == .atOnce, answer.isStreaming,
                !isBreakingBeforeHead(request)
            else { return }
            sendHead(request, LimitHeaders(told: told, server.resetOffset), at: now, &agenda)
        case .refused(let refusal):
            answer.state = .over
            let retry =
                server.retryAfterOfAll.map { [("retry-after", $0)] }
                ?? fields.retryAfter(refusal, at: now)
            let error = ErrorBody(refusal, server.policy, fields, at: now)
            let isOfStreams = refusal.reason == .streams || refusal.reason == .queue
            switch server.policy.streams.irregular.refusalDelay {
            case .after(let delay):
                refuse(
                    answer.ticket, error, told + retry, at: now + (isOfStreams ? delay : .zero),
                    &agenda)
            case .never where isOfStreams: break
            case .never: refuse(answer.ticket, error, told + retry, at: now, &agenda)
            }
        }
    }

    private mutating func begin(
        _ request: Int, _ limits: LimitHeaders, at now: MonotonicInstant, _ agenda: inout Agenda
    ) {
        guard let answer = answers[request] else { return }
        if isBreakingBeforeHead(request) {
            end(request, .cut, at: now, &agenda)
            tell(.end(request, .broken), at: now, &agenda)
            return
        }
        answer.headLimits = limits
        if answer.isStreaming { makeRoom(at: now, &agenda) }
        let delivery = answer.isStreaming ? Delivery.streamed : .whole
        var received = answer.isStreaming ? admission(at: now) : now
        var head = now
        switch strangeVerdicts.removeValue(forKey: request) {
        case .delayed(let seconds)?:
            head = now + .seconds(seconds)
            received = max(received, head)
        case .killed(let seconds)?: agenda.enter(.kill(request), at: now + .seconds(seconds))
        default: break
        }
        answer.begin(
            TokenSchedule(
                latencyModel, delivery, received: received, step: nil, server.seed(of: request)))
        if answer.isStreaming { sendHead(request, limits, at: head, &agenda) }
        goOn(answer, &agenda)
    }

    private var playing: [VirtualAnswer] {
        answers.values.filter { $0.isStreaming && $0.state == .playing }
            .sorted { $0.ticket.request < $1.ticket.request }
    }

    /// When a stream that is let in now begins.
    private mutating func admission(at now: MonotonicInstant) -> MonotonicInstant {
        guard let period = server.admissionPeriod, !playing.isEmpty else { return now }
        let since = (now - VirtualServer.origin).nanoseconds / period.nanoseconds + 1
        let next = VirtualServer.origin + period * Int(since)
        let begin = max(next, lastAdmission.map { $0 + period } ?? next)
        lastAdmission = begin
        return begin
    }

    /// Ends the oldest streams where one more would be too many.
    private mutating func makeRoom(at now: MonotonicInstant, _ agenda: inout Agenda) {
        guard let most = server.evictionLimit else { return }
        for oldest in playing.dropLast(most - 1) {
            end(oldest.ticket.request, .cut, at: now, &agenda)
            tell(.end(oldest.ticket.request, .broken), at: now, &agenda)
        }
    }

    /// Puts on the agenda what comes next of an answer. What nothing can slow down is played at once.
    private func goOn(_ answer: VirtualAnswer, _ agenda: inout Agenda) {
        if !answer.isStreaming || server.policy.streams.excess != .slow {
            while !answer.isAtEnd { answer.send(crowding: 1) }
        }
        let request = answer.ticket.request
        if answer.isStreaming, !answer.hasOutput, let first = answer.sendings.first {
            answer.hasOutput = true
            tell(.firstOutput(request), at: first, &agenda)
        }
        if let due = answer.due { agenda.enter(.answerDue(request), at: due) }
    }

    private mutating func end(
        _ request: Int, _ cause: ReleaseCause, at now: MonotonicInstant, _ agenda: inout Agenda
    ) {
        guard let answer = answers[request] else { return }
        answer.state = .over
        strange?.ended(StrangeRequest(answer.ticket), at: (now - VirtualServer.origin).seconds)
        ledgers[answer.place].end(
            answer.demand, cause, generated: answer.sent(by: now), at: now,
            naturalEnd: { answer.naturalEnd ?? now })
        followUp(at: now, &agenda)
    }
}
