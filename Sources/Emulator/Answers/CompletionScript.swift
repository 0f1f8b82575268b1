internal import RunModel
internal import Statistics

/// What one answer says and when: batches of tokens with the instants at which they are due.
///
/// Pure: the same behaviour and seed give the same script, whoever plays it.
struct CompletionScript: Sendable {
    enum Part: Sendable, Equatable {
        case reasoning
        case content
        /// The arguments of a call, by its number from 0.
        case call(Int)
    }

    enum FinishReason: String, Sendable {
        case stop
        case length
        case toolCalls = "tool_calls"
        case refusal
    }

    /// Tokens that go out as one chunk.
    struct Batch: Equatable, Sendable {
        var part: Part
        var tokens: Range<Int>
        /// When the batch is complete: when its last token is due.
        var due: MonotonicInstant
    }

    let reasoningTokens: Int
    let totalTokens: Int
    /// Where the content ends and the calls begin.
    let contentEnd: Int
    let finishReason: FinishReason
    private let callTokens: Int
    /// The batch that comes next; nil when all has been taken.
    private(set) var next: Batch?

    private let batching: TokenBatching
    private let firstChunkTokens: Int
    /// Events and tokens of an answer that is repeated.
    private let like: LikeAnswer?
    private var schedule: TokenSchedule
    /// Where an engine says when tokens come, instead of the schedule.
    private var told: ToldTokens?

    init(
        _ behaviour: AnswerBehaviour, _ delivery: Delivery, maxTokens: Int?,
        received: MonotonicInstant, _ seed: AnswerSeed
    ) {
        var generator = seed.generator(for: .tokens)
        let drawn = behaviour.latency.outputTokens.sample(using: &generator)
        let isEmpty = behaviour.fault?.kind == .empty
        like = behaviour.like
        let length = Int(min(drawn, 1e9).rounded())
        let calls = behaviour.isCallAlone ? 1 : behaviour.toolCalls
        callTokens = behaviour.isCallAlone ? max(length, 1) : behaviour.toolTokens
        let content = behaviour.reasoningTokens + (behaviour.isCallAlone ? 0 : length)
        let wanted = isEmpty ? 0 : content + calls * callTokens
        totalTokens = min(wanted, maxTokens ?? wanted)
        reasoningTokens = min(behaviour.reasoningTokens, totalTokens)
        contentEnd = min(content, totalTokens)
        finishReason =
            if totalTokens < wanted {
                .length
            } else if calls > 0, !isEmpty {
                .toolCalls
            } else {
                behaviour.refuses ? .refusal : .stop
            }
        batching = behaviour.batching
        firstChunkTokens = behaviour.firstChunkTokens ?? behaviour.batching.size(at: 0)
        schedule = TokenSchedule(
            behaviour.latency, delivery, received: received, step: behaviour.lockStep, seed)
        if let gaps = like?.gaps { schedule.replay(gaps) }
        if behaviour.isPacedByEngine { told = ToldTokens() }
        next = batch(from: 0)
    }

    /// When the next batch is due; once all is taken, when the last one was. `.never` as long as an engine
    /// has not put it out.
    var due: MonotonicInstant {
        guard let told else { return schedule.due }
        return next?.due ?? told.last
    }

    /// An engine has put out the next token.
    mutating func tokenCame(at instant: MonotonicInstant) {
        told?.append(instant)
        if let taken = next, let told { next?.due = told.due(of: taken.tokens) }
    }

    /// When the answer is complete.
    var end: MonotonicInstant {
        var rest = self
        while rest.take() != nil {}
        return rest.due
    }

    /// Takes the next batch. With `now`, batches of the same part that are due by then join into it.
    mutating func take(joiningThoseDueBy now: MonotonicInstant? = nil) -> Batch? {
        guard var taken = next else { return nil }
        next = batch(from: taken.tokens.upperBound)
        while let now, let following = next, following.part == taken.part, following.due <= now {
            taken.tokens = taken.tokens.lowerBound..<following.tokens.upperBound
            next = batch(from: taken.tokens.upperBound)
        }
        return taken
    }

    /// Everything that has not been taken is due `span` later.
    mutating func postpone(by span: Duration) {
        schedule.postpone(by: span)
        told?.postpone(by: span)
        if let due = next?.due { next?.due = due + span }
    }

    /// What the token at `position` is part of, and the tokens of all of that.
    func part(at position: Int) -> (part: Part, tokens: Range<Int>) {
        if position < reasoningTokens { return (.reasoning, 0..<reasoningTokens) }
        if position < contentEnd { return (.content, reasoningTokens..<contentEnd) }
        let number = (position - contentEnd) / callTokens
        let start = contentEnd + number * callTokens
        return (.call(number), start..<min(start + callTokens, totalTokens))
    }

    /// The calls that are begun, each by its tokens.
    var calls: [Range<Int>] {
        stride(from: contentEnd, to: totalTokens, by: callTokens).map { part(at: $0).tokens }
    }

    /// The first chunk is due with its first token, whatever it holds; a later one with its last.
    private mutating func batch(from position: Int) -> Batch? {
        guard position < totalTokens else { return nil }
        let (part, partTokens) = part(at: position)
        // In lock-step a chunk is one step, however many tokens it holds, and one of a record's events has one gap.
        let wanted =
            like.map { $0.size(at: position) }
            ?? (position == 0 ? firstChunkTokens : batching.size(at: position))
        let size = min(wanted, partTokens.upperBound - position)
        if let told {
            let tokens = position..<(position + size)
            return Batch(part: part, tokens: tokens, due: told.due(of: tokens))
        }
        if position > 0 {
            for _ in 0..<(schedule.isByChunk ? 1 : size) { schedule.advance() }
        }
        return Batch(part: part, tokens: position..<(position + size), due: schedule.due)
    }
}
