internal import RunModel

/// How fast the target is when nothing is limited, and how soon it frees a slot: what later steps are
/// timed by. No result rests on it.
struct TargetSpeed: Sendable, Equatable {
    /// The longest time to a first output that was seen.
    private(set) var firstOutput = Duration.zero
    /// From one token to the next.
    private(set) var gap = Duration.milliseconds(20)
    /// The longest time that a slot stayed taken.
    private(set) var release = Duration.zero
    var releaseAfterEnd: Duration { releases[.releaseEnd] ?? .zero }
    /// By the step, the last time.
    private(set) var releases: [ProbeStep: Duration] = [:]
    /// The longest time after which a stream was let in although no other had ended meanwhile, where that is
    /// longer than patience: it waited for a batch, and not for a slot.
    private(set) var admission = Duration.zero
    /// The most tokens that an answer had which ended by itself before it had as many as it was asked for, or
    /// after more; nil where all were as long as asked.
    private(set) var ownTokens: Int?
    /// Answers of which that is so.
    private(set) var ownAnswers = 0
    /// Whether answers are longer than they are asked for.
    private var exceedsAsked = false
    /// Whether streams beyond those that fit are refused in words, so that none has to be watched in its silence.
    var isRefusing = false
    /// Whether one was let in after a pause, where others had been refused before it: streams are opened slowly.
    var opensSlowly = false
    private var hasGap = false

    init(firstOutput: Duration = .zero, gap: Duration = .milliseconds(20)) {
        self.firstOutput = firstOutput
        self.gap = gap
    }

    /// Takes the end of a request that ran alone.
    mutating func learn(from record: RequestRecord) {
        let instants = record.instants
        guard record.mode == .streaming, let sent = instants.sent, let first = instants.firstOutput
        else { return }
        firstOutput = max(firstOutput, first - sent)
        let tokens = max(record.tokens.output ?? 0, record.events.output)
        guard let last = instants.lastOutput, tokens > 1, last > first else { return }
        let seen = (last - first) / (tokens - 1)
        gap = hasGap ? max(gap, seen) : seen
        hasGap = true
    }

    /// Takes the end of any answer: whether it was as long as it was asked to be.
    mutating func learnLength(from record: RequestRecord) {
        let tokens = record.tokens.output ?? record.events.output
        if record.hasOwnLength {
            ownAnswers += 1
            exceedsAsked = exceedsAsked || tokens > record.maxTokens ?? .max
            ownTokens = max(ownTokens ?? 1, tokens)
        } else if let ownTokens {
            self.ownTokens = max(ownTokens, tokens)
        }
    }

    mutating func learn(admission time: Duration) {
        admission = max(admission, time)
    }

    mutating func learn(release time: Duration, _ step: ProbeStep) {
        release = max(release, time)
        releases[step] = time
    }

    /// How long an answer may stay silent until it is taken for waiting.
    var patience: Duration {
        ProbePatience.limit(firstOutput: firstOutput, admission: admission)
    }

    /// How long those that are silent while no stream ends are watched before they are said to wait for a slot:
    /// servers that admit in batches may take a second or two.
    var queuePatience: Duration { isRefusing ? patience : patience + max(patience, .seconds(2)) }

    /// How many tokens keep a stream open for about so long. Where answers end by themselves, not many more are
    /// asked for than they have.
    func tokens(for span: Duration, atMost most: Int) -> Int {
        let wanted = span / max(gap, .microseconds(1))
        let useful = ownTokens.map { min(most, max(2 * $0, 24)) } ?? most
        return min(max(2, Int(min(wanted, 1e9).rounded(.up))), useful)
    }

    /// When an answer of so many tokens ends, after its start.
    func length(of tokens: Int) -> Duration {
        let sent = ownTokens.map { exceedsAsked ? $0 : min(tokens, $0) } ?? tokens
        return firstOutput + gap * sent
    }

    /// How long a stream lasts that is to end by itself, once others were seen to wait.
    var shortAnswer: Duration { patience * 1.5 + .milliseconds(100) }

    /// How long one would last that is to be left: long enough to tell its natural end from a delay.
    var mediumAnswer: Duration { patience * 4 }
}
