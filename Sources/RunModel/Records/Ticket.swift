/// Leave to send one request: what the schedule says of it.
package struct Ticket: Sendable, Equatable {
    /// Position in the schedule; unique in a run.
    package var request: Int
    /// Which of the run's targets it goes to.
    package var target = 0
    package var mode: ResponseMode
    /// Which of the plan's prompts it asks; both requests of a pair the same.
    package var prompt: Int
    /// The number of its pair's first request; absent where only one mode is asked for.
    package var pair: Int?
    package var phase: Phase
    package var round: Int
    /// When it should be sent, since the run's origin.
    package var scheduled: Duration
    /// Replaces the plan's `max_tokens`.
    package var maxTokens: Int?
    package var probe: ProbeStep?
    /// Replaces the plan's prompt.
    package var ask: PromptAsk?
    /// The request whose end or promise it tests.
    package var follows: Int?
    /// The conversation that it belongs to, and its place there, both from 0; absent outside of any.
    package var session: Int?
    package var turn: Int?
    /// Of a conversation with a twin.
    package var beginning: PromptBeginning?

    package init(
        request: Int, mode: ResponseMode = .streaming, prompt: Int, pair: Int? = nil,
        phase: Phase, round: Int, scheduled: Duration
    ) {
        self.request = request
        self.mode = mode
        self.prompt = prompt
        self.pair = pair
        self.phase = phase
        self.round = round
        self.scheduled = scheduled
    }

    /// Tokens that it asks for, as far as can be known beforehand.
    package var askedTokens: Int { (maxTokens ?? 0) + (ask?.tokens ?? 0) }

    /// Whether it opens its pair.
    package var isFirst: Bool { pair == request }

    /// The same place in the schedule, for a target that does not stream; there is no pair to compare.
    package var asWholeAnswer: Ticket {
        var ticket = self
        ticket.mode = .nonStreaming
        ticket.pair = nil
        return ticket
    }
}
