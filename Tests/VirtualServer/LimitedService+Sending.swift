import RunModel
import Statistics
import Wire

@testable import Emulator
@testable import Engine

/// What the service sends, and what is drawn for it.
extension LimitedService {
    mutating func sendHead(
        _ request: Int, _ limits: LimitHeaders, at now: MonotonicInstant, _ agenda: inout Agenda
    ) {
        guard let answer = answers[request], !answer.hasHead else { return }
        answer.hasHead = true
        tell(.head(request, status: 200, limits), at: now, &agenda)
    }

    func refuse(
        _ ticket: Ticket, _ error: ErrorBody, _ told: [(String, String)],
        at now: MonotonicInstant, isFault: Bool = false, _ agenda: inout Agenda
    ) {
        let request = ticket.request
        let limits = LimitHeaders(told: told, server.resetOffset)
        let json = Array(error.json.utf8)
        let isPlain = isFault || server.statusForAll != nil
        let shape = isPlain ? .json429 : server.policy.errorShape
        if shape == .close {
            tell(.end(request, .broken), at: now, &agenda)
            return
        }
        if let own = server.refusal, !isPlain {
            tell(.head(request, status: own.status, limits), at: now, &agenda)
            let isInBand = own.isInBand && ticket.mode == .streaming
            tell(
                .end(request, .error(json: Array(own.json.utf8), isInBand: isInBand)), at: now,
                &agenda)
            return
        }
        let isInBand = shape == .errorEvent && ticket.mode == .streaming
        let status = isInBand ? 200 : shape == .json503 ? 503 : error.status
        tell(.head(request, status: status, limits), at: now, &agenda)
        tell(.end(request, .error(json: json, isInBand: isInBand)), at: now, &agenda)
    }

    func tell(
        _ happening: Happening, at now: MonotonicInstant, _ agenda: inout Agenda
    ) {
        let delay = happening.request.map(server.readDelay) ?? .zero
        agenda.enter(happening, at: now + server.latency + delay)
    }

    // MARK: Draws

    func isBreakingBeforeHead(_ request: Int) -> Bool {
        draw(request, .connections) < server.resetBeforeHeadShare
    }

    func tokens(of ticket: Ticket) -> Int {
        if ticket.ask?.isAnswerShort == true { return min(ticket.maxTokens ?? 1, 1) }
        let asked = ticket.maxTokens ?? server.defaultTokens
        guard let lengths = server.ownLengths else { return asked }
        let span = Double(lengths.upperBound - lengths.lowerBound)
        return min(asked, lengths.lowerBound + Int(span * draw(ticket.request, .tokens)))
    }

    func draw(_ request: Int, _ purpose: DrawPurpose) -> Double {
        var generator = server.seed(of: request).generator(for: purpose)
        return generator.unit()
    }
}

extension LimitHeaders {
    /// Through the text of the fields, as the engine reads them.
    init(told fields: [(String, String)], _ resetOffset: Duration) {
        self.init(Dictionary(fields) { first, _ in first }, of: .chat)
        if let reset = requests.reset { requests.reset = reset + resetOffset }
    }
}
