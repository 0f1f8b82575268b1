import RunModel

@testable import Emulator

/// The answer to one request as the server plays it: when each token leaves.
final class VirtualAnswer {
    enum State {
        case waiting
        case playing
        case over
    }

    let ticket: Ticket
    let demand: LimitDemand
    /// Of the ledger that it is held to.
    let place: Int
    let tokens: Int
    /// Whether the connection is reset instead of sending the second token.
    let isBreaking: Bool
    var state = State.waiting
    var hasHead = false
    /// Whether the client was told of the first token.
    var hasOutput = false
    /// What the head of a whole answer will say, which leaves with the rest.
    var headLimits = LimitHeaders()
    /// When the tokens left, or will where nothing can slow them down.
    private(set) var sendings: [MonotonicInstant] = []
    private var schedule: TokenSchedule?

    init(_ ticket: Ticket, _ demand: LimitDemand, place: Int, tokens: Int, isBreaking: Bool) {
        self.ticket = ticket
        self.demand = demand
        self.place = place
        self.tokens = tokens
        self.isBreaking = isBreaking
    }

    var isStreaming: Bool { demand.isStreaming }

    func begin(_ schedule: TokenSchedule) {
        state = .playing
        self.schedule = schedule
        sendings.reserveCapacity(tokens)
    }

    /// Whether nothing more is sent but the end, or the reset in its place. A whole answer breaks at its end.
    var isAtEnd: Bool {
        sendings.count == tokens || isBreaking && isStreaming && !sendings.isEmpty
    }

    /// When the next token, or the end, is due; also when the last one left.
    var due: MonotonicInstant? { schedule?.due }

    /// Sends the token that is due. The gap after it grows by the factor `crowding`, as the emulator's does.
    func send(crowding: Double) {
        guard var next = schedule else { return }
        schedule = nil
        let left = next.due
        sendings.append(left)
        if sendings.count < tokens {
            next.advance()
            if crowding > 1 { next.postpone(by: (next.due - left) * (crowding - 1)) }
        }
        schedule = next
    }

    /// When all tokens will have left if nobody slows them down from here.
    var naturalEnd: MonotonicInstant? {
        guard var rest = schedule else { return nil }
        // The one that is due is in the schedule already.
        for _ in 0..<max(tokens - sendings.count - 1, 0) { rest.advance() }
        return rest.due
    }

    /// Tokens that have left by `now`; those of a whole answer all leave at its end.
    func sent(by now: MonotonicInstant) -> Int {
        guard isStreaming else { return due.map { $0 <= now } == true ? tokens : 0 }
        return sendings.count - sendings.reversed().prefix { $0 > now }.count
    }
}
