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

    /// The instant at which a slot is free whose stream is gone at `gone`. `naturalEnd` is asked only
    /// where it matters.
    func instant(gone: MonotonicInstant, naturalEnd: () -> MonotonicInstant) -> MonotonicInstant {
        switch self {
        case .atOnce: gone
        case .after(let delay): gone + delay
        case .atNaturalEnd: max(naturalEnd(), gone)
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
    let limit: Int?
    /// Slots that somebody else uses all the time.
    let others: Int
    /// Streams under way.
    private(set) var open = 0
    private(set) var openPeak = 0
    /// Slots in use, `others` apart.
    var held: Int { open + lingering.count }
    private(set) var heldPeak = 0
    private(set) var releases: [ReleaseCause: ReleaseTally] = [:]
    private var lingering = Heap<Lingering>()

    init(limit: Int?, others: Int) {
        self.limit = limit
        self.others = others
    }

    var isFree: Bool { limit.map { held + others < $0 } ?? true }

    /// Slots in use over slots there are, at least 1: by how much each stream is slowed down where too
    /// many are let in.
    var crowding: Double {
        guard let limit, limit > 0 else { return 1 }
        return max(Double(held + others) / Double(limit), 1)
    }

    /// The next instant at which a slot gets free although nobody does anything.
    var nextRelease: MonotonicInstant? { lingering.min?.free }

    /// A stream begins. Whether a slot is free is for the caller to have asked.
    mutating func take() {
        open += 1
        openPeak = max(openPeak, open)
        heldPeak = max(heldPeak, held)
    }

    /// A stream is gone at `gone`; its slot is in use until `free`.
    mutating func release(_ cause: ReleaseCause, gone: MonotonicInstant, free: MonotonicInstant) {
        open -= 1
        releases[cause, default: ReleaseTally()].count(free - gone)
        if free > gone { lingering.insert(Lingering(free: free)) }
    }

    mutating func advance(to now: MonotonicInstant) {
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
