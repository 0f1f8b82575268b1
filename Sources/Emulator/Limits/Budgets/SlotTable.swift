internal import HeapModule
internal import RunModel

/// Why a stream no longer needs its slot.
package enum ReleaseCause: String, Codable, CodingKeyRepresentable, CaseIterable, Sendable {
    /// The answer is complete.
    case end
    /// The client closed the connection in order (FIN) before that.
    case cancel
    /// The connection broke before that: a TCP reset, or a fault of the server's own.
    case cut
}

/// When a slot is free again after its stream is gone.
package enum SlotRelease: Equatable, Sendable {
    case atOnce
    case after(Duration)
    /// When the answer would have ended if the client had stayed.
    case atNaturalEnd
    /// Never again: the slot has leaked.
    case never

    /// The instant at which a slot is free whose stream is gone at `gone`. `naturalEnd` is asked only
    /// where it matters. Nil where it never is.
    func instant(
        gone: MonotonicInstant, naturalEnd: () -> MonotonicInstant
    ) -> MonotonicInstant? {
        switch self {
        case .atOnce: gone
        case .after(let delay): gone + delay
        case .atNaturalEnd: max(naturalEnd(), gone)
        case .never: nil
        }
    }
}

/// The slots of one key: those of open streams, and those that outlive theirs.
struct SlotTable: Sendable {
    private struct Lingering: Comparable {
        var free: MonotonicInstant

        static func < (left: Lingering, right: Lingering) -> Bool { left.free < right.free }
    }

    /// What is enforced; nil: as many as anybody wants.
    private(set) var limit: Int?
    /// Slots that somebody else uses all the time.
    let others: Int
    /// Streams under way.
    private(set) var open = 0
    private(set) var openPeak = 0
    /// Slots in use, `others` apart.
    var held: Int { open + lingering.count + leaked }
    /// Slots that will never be free again.
    private(set) var leaked = 0
    private(set) var heldPeak = 0
    private(set) var releases: [ReleaseCause: ReleaseTally] = [:]
    private var lingering = Heap<Lingering>()
    /// How long a stream that was let in is not counted.
    private let countLag: Duration
    /// When those began that are not counted yet.
    private var uncounted: [MonotonicInstant] = []
    /// The limit from an instant on.
    private var later: (limit: Int, from: MonotonicInstant)?

    init(limit: Int?, others: Int, countLag: Duration = .zero) {
        self.limit = limit
        self.others = others
        self.countLag = countLag
    }

    init(_ policy: LimitPolicy, start: MonotonicInstant) {
        let irregular = policy.streams.irregular
        // Each server of a fleet has its own slots; all together are only counted here.
        self.init(
            limit: irregular.fleet > 1 ? nil : policy.streams.enforced,
            others: policy.others.streams, countLag: irregular.countLag)
        later = irregular.laterLimit.map { ($0, start + irregular.laterAfter) }
    }

    var isFree: Bool { limit.map { held - uncounted.count + others < $0 } ?? true }

    /// Slots in use over slots there are, at least 1: by how much each stream is slowed down where too
    /// many are let in.
    var crowding: Double {
        guard let limit, limit > 0 else { return 1 }
        return max(Double(held + others) / Double(limit), 1)
    }

    /// The next instant at which a slot gets free although nobody does anything.
    var nextRelease: MonotonicInstant? { lingering.min?.free }

    /// A stream begins. Whether a slot is free is for the caller to have asked.
    mutating func take(at now: MonotonicInstant? = nil) {
        open += 1
        if let now, countLag > .zero { uncounted.append(now) }
        openPeak = max(openPeak, open)
        heldPeak = max(heldPeak, held)
    }

    /// A stream is gone at `gone`; its slot is in use until `free`, or for ever.
    mutating func release(_ cause: ReleaseCause, gone: MonotonicInstant, free: MonotonicInstant?) {
        open -= 1
        guard let free else {
            leaked += 1
            return
        }
        releases[cause, default: ReleaseTally()].count(free - gone)
        if free > gone { lingering.insert(Lingering(free: free)) }
    }

    mutating func advance(to now: MonotonicInstant) {
        uncounted.removeAll { $0 + countLag <= now }
        if let later, later.from <= now { limit = later.limit }
        while let next = lingering.min, next.free <= now { lingering.removeMin() }
    }
}

/// How often slots were released for one cause, and how long after their streams were gone.
package struct ReleaseTally: Codable, Equatable, Sendable {
    package private(set) var count = 0
    package private(set) var delayMeanMilliseconds = 0.0
    package private(set) var delayMaxMilliseconds = 0.0

    private enum CodingKeys: String, CodingKey {
        case count
        case delayMeanMilliseconds = "delay_mean_ms"
        case delayMaxMilliseconds = "delay_max_ms"
    }

    mutating func count(_ delay: Duration) {
        count += 1
        delayMeanMilliseconds += (delay.milliseconds - delayMeanMilliseconds) / Double(count)
        delayMaxMilliseconds = max(delayMaxMilliseconds, delay.milliseconds)
    }
}
