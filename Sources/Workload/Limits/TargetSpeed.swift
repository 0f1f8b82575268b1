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

    mutating func learn(release time: Duration, _ step: ProbeStep) {
        release = max(release, time)
        releases[step] = time
    }

    /// How long an answer may stay silent until it is taken for waiting.
    var patience: Duration { ProbePatience.limit(firstOutput: firstOutput) }

    /// How many tokens keep a stream open for about so long.
    func tokens(for span: Duration, atMost most: Int) -> Int {
        let wanted = span / max(gap, .microseconds(1))
        return min(max(2, Int(min(wanted, 1e9).rounded(.up))), most)
    }

    /// When an answer of so many tokens ends, after its start.
    func length(of tokens: Int) -> Duration { firstOutput + gap * tokens }

    /// How long a stream lasts that is to end by itself, once others were seen to wait.
    var shortAnswer: Duration { patience * 1.5 + .milliseconds(100) }

    /// How long one would last that is to be left: long enough to tell its natural end from a delay.
    var mediumAnswer: Duration { patience * 4 }
}
