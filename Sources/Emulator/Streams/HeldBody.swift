internal import NIOCore
internal import RunModel

/// Bytes with the places in them that wait for the time of sending, as offsets from the first byte.
struct StampedBytes {
    var bytes = ByteBuffer()
    var stamps: [Int] = []

    mutating func append(_ more: StampedBytes) {
        let start = bytes.readableBytes
        stamps += more.stamps.map { start + $0 }
        bytes.writeImmutableBuffer(more.bytes)
    }
}

/// What a middlebox holds of one answer, and what it lets go when. No clock, no I/O.
struct HeldBody {
    /// What a write holds, as far as letting go depends on it.
    enum Content {
        case comment
        case event
        /// An event with generated output.
        case output
    }

    private let hold: Hold?
    private let origin: MonotonicInstant
    private var waitsForOutput: Bool
    private var kept = StampedBytes()
    private var events = 0
    /// When what is held leaves although nothing more comes; nil when that waits for more.
    private(set) var due: MonotonicInstant?

    /// Without a `hold`, only what comes before the first output is kept, if `waitsForOutput`. Intervals
    /// count from `origin`.
    init(_ hold: Hold?, waitsForOutput: Bool, origin: MonotonicInstant) {
        self.hold = hold
        self.waitsForOutput = waitsForOutput
        self.origin = origin
    }

    mutating func keep(_ write: StampedBytes, of content: Content, now: MonotonicInstant) {
        kept.append(write)
        if content != .comment { events += 1 }
        if content == .output { waitsForOutput = false }
        if case .interval(let interval) = hold, !waitsForOutput, due == nil {
            let steps = (now - origin).nanoseconds / interval.nanoseconds + 1
            due = origin + .nanoseconds(steps * interval.nanoseconds)
        }
    }

    /// What leaves by `now` in one write; nil when nothing more does.
    mutating func release(by now: MonotonicInstant) -> StampedBytes? {
        guard !waitsForOutput, kept.bytes.readableBytes > 0 else { return nil }
        switch hold {
        case .all: return nil
        case .bytes(let size):
            guard let piece = kept.bytes.readSlice(length: size) else { return nil }
            return StampedBytes(bytes: piece)
        case .events(let count): return events >= count ? rest() : nil
        case .interval:
            guard let due, due <= now else { return nil }
            return rest()
        case nil: return rest()
        }
    }

    /// Everything: the answer ends.
    mutating func rest() -> StampedBytes {
        defer {
            kept = StampedBytes()
            events = 0
            due = nil
        }
        return kept
    }
}
