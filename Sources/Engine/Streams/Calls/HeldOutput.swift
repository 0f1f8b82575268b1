/// Finds where a server held the output of a stream back while it parsed a tool call: a long gap at a call's beginning that ends
/// in as many bytes at once as the stream would have brought meanwhile.
///
/// Such a gap is none of the model's: it is kept apart. Whether it is one is known only when the burst behind it is over.
struct HeldOutput {
    /// Gaps before that say how fast the stream is.
    static let fewestGaps = 4
    /// A gap is long from so many mean gaps on.
    static let longFactor: Int64 = 5
    /// Nanoseconds; shorter ones are any network's.
    static let leastGap: Int64 = 10_000_000
    /// Nanoseconds that events of a burst are apart at most, or a quarter of the mean gap.
    static let leastBurstGap: Int64 = 200_000

    /// A gap that may be one.
    struct Gap {
        let nanoseconds: Int64
        /// The output event that ended it.
        let event: Int
        /// Of that event, where the server counts on each.
        var tokens: Int?
        fileprivate var bytes: Int
    }

    /// Nanoseconds of all stretches, and the events that ended them.
    private(set) var nanoseconds: Int64 = 0
    private(set) var events: [Int] = []

    private var open: Gap?
    private var gaps: Int64 = 0
    private var gapNanoseconds: Int64 = 0
    private var bytes = 0

    /// What is known after an event.
    struct Verdict {
        /// A gap of before that was an ordinary one.
        var ordinary: Gap?
        /// Whether the gap that this event ended waits for a verdict.
        var isOpen = false
    }

    /// Takes the output event that ended a gap of so many nanoseconds, and its bytes of output; `isCallStart` where a tool
    /// call began with it, or its arguments did.
    mutating func take(
        gap: Int64, event: Int, isCallStart: Bool, bytes count: Int
    ) -> Verdict {
        if open != nil, gap <= max(Self.leastBurstGap, mean / 4) {
            open?.bytes += count
            return Verdict()
        }
        var verdict = Verdict(ordinary: settle())
        if isCallStart, gaps >= Self.fewestGaps, gap >= Self.leastGap,
            gap > Self.longFactor * mean
        {
            open = Gap(nanoseconds: gap, event: event, bytes: count)
            verdict.isOpen = true
        } else {
            gaps += 1
            gapNanoseconds += gap
            bytes += count
        }
        return verdict
    }

    private var mean: Int64 { gaps > 0 ? gapNanoseconds / gaps : 0 }

    /// The counted tokens of the event whose gap is open.
    mutating func noteTokens(_ tokens: Int?) {
        open?.tokens = tokens
    }

    /// Judges the open gap, behind which nothing more belongs.
    ///
    /// - Returns: the gap where it was an ordinary one.
    mutating func settle() -> Gap? {
        guard let gap = open else { return nil }
        open = nil
        // Half of what the stream's pace brings in that time: calls have more escapes, and fewer words.
        let due = Double(bytes) / Double(max(gapNanoseconds, 1)) * Double(gap.nanoseconds)
        if Double(gap.bytes) * 2 >= due {
            nanoseconds += gap.nanoseconds
            events.append(gap.event)
            return nil
        }
        gaps += 1
        gapNanoseconds += gap.nanoseconds
        bytes += gap.bytes
        return gap
    }
}
