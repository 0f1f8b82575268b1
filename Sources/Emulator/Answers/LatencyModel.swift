internal import RunModel
internal import Statistics

/// How long answers take and how long they are, as distributions.
struct LatencyModel: Sendable {
    /// Milliseconds from a request's receipt to its first token.
    var timeToFirstToken: Distribution
    /// Milliseconds from one token to the next.
    var gap: Distribution
    var outputTokens: Distribution
    /// What streaming is made to cost, for checking comparisons: milliseconds added to the time to first
    /// token and to each gap of streamed answers, and to whole answers once.
    var streamExtraTimeToFirstToken: Distribution?
    var streamExtraGap: Distribution?
    var wholeExtra: Distribution?
}

/// How an answer is given.
enum Delivery: Sendable {
    case streamed
    case whole
}

/// When the tokens of one answer are due: the first at its receipt plus the time to first token, each
/// further one a gap after the one before it. Absolute: a late chunk does not delay the next.
struct TokenSchedule: Sendable {
    /// When the token that comes next is due.
    private(set) var due: MonotonicInstant
    private let gap: Distribution
    private let step: Duration?
    private var generator: SeededGenerator
    private let extraGap: Distribution?
    private var extraGenerator: SeededGenerator
    /// Gaps of a record, one after another, in nanoseconds.
    private var replayed: ArraySlice<Int64>?

    /// With a `step`, tokens are due at whole multiples of it on CLOCK_MONOTONIC.
    init(
        _ model: LatencyModel, _ delivery: Delivery, received: MonotonicInstant, step: Duration?,
        _ seed: AnswerSeed
    ) {
        var first = seed.generator(for: .firstToken)
        gap = model.gap
        generator = seed.generator(for: .gaps)
        self.step = step
        extraGap = delivery == .streamed ? model.streamExtraGap : nil
        extraGenerator = seed.generator(for: .streamExtraGaps)
        due = received + .drawn(model.timeToFirstToken, &first)
        if delivery == .streamed, let extra = model.streamExtraTimeToFirstToken {
            var generator = seed.generator(for: .streamExtraFirstToken)
            due = due + .drawn(extra, &generator)
        }
        if let step {
            let length = step.nanoseconds
            let multiple = (due.nanoseconds + length - 1) / length * length
            due = MonotonicInstant(nanoseconds: multiple)
        }
        if delivery == .whole, let extra = model.wholeExtra {
            var generator = seed.generator(for: .wholeExtra)
            due = due + .drawn(extra, &generator)
        }
    }

    /// Whether a chunk takes one step, however many tokens it holds.
    var isByChunk: Bool { step != nil || replayed != nil }

    mutating func replay(_ gaps: [Int64]) {
        replayed = gaps[...]
    }

    mutating func advance() {
        if let next = replayed {
            due = due + .nanoseconds(next.first ?? 0)
            replayed = next.dropFirst()
            return
        }
        due = due + (step ?? .drawn(gap, &generator))
        if step == nil, let extraGap { due = due + .drawn(extraGap, &extraGenerator) }
    }

    /// Everything that is still to come is due `span` later.
    mutating func postpone(by span: Duration) {
        due = due + span
    }
}

extension Duration {
    /// A number of milliseconds drawn from `distribution`, at most a day: sums must not overflow.
    fileprivate static func drawn(
        _ distribution: Distribution, _ generator: inout SeededGenerator
    ) -> Duration {
        let milliseconds = min(distribution.sample(using: &generator), 86_400_000)
        return .nanoseconds(Int64(milliseconds * 1_000_000))
    }
}
