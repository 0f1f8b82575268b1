internal import RunModel

/// The longest time in which nothing came in any stream, although several were in the midst of their
/// answers: the target, or the way to it, stood still.
struct RunPause {
    let start: MonotonicInstant
    let length: Duration
    /// Streams that were silent together.
    let streams: Int

    /// Shorter ones are found by `stall`.
    private static let least = Duration.milliseconds(500)
    /// How many times as long as the silences that a run has anyhow; 99 of 100 of them are shorter than the
    /// one it is held against. Silences between events at random are twice as long once in ten thousand.
    private static let outlying = 3.0
    private static let usualShare = 0.99
    private static let fewestSilences = 100

    /// Nil where there is none, or too few arrivals to know what is usual.
    init?(_ silences: [TimeSlice], streams requests: [RequestRecord]) {
        let lengths = silences.map(\.seconds).sorted()
        guard lengths.count >= Self.fewestSilences else { return nil }
        let usual = lengths[Int(Self.usualShare * Double(lengths.count - 1))]
        let candidates = silences.filter {
            $0.end - $0.start >= Self.least && $0.seconds > Self.outlying * usual
        }
        let found = candidates.compactMap { silence -> (TimeSlice, Int)? in
            let count = requests.count { $0.isSilent(throughout: silence) }
            return count >= 2 ? (silence, count) : nil
        }
        guard let longest = found.max(by: { $0.0.seconds < $1.0.seconds }) else { return nil }
        start = longest.0.start
        length = longest.0.end - longest.0.start
        streams = longest.1
    }
}

extension RequestRecord {
    /// Whether a stream had begun before and went on after, or never ended by itself.
    fileprivate func isSilent(throughout silence: TimeSlice) -> Bool {
        guard mode == .streaming, let first = instants.firstOutput, first <= silence.start,
            let last = openGap == nil ? instants.lastOutput : instants.closed
        else { return false }
        return last >= silence.end
    }
}

/// Which moments of a run had output: a bit for each few milliseconds, so that millions of arrivals in any
/// order need a megabyte.
struct ArrivalMarks: Sendable {
    private var marks: [Bool]
    private let start: MonotonicInstant
    private let width: Int64

    private static let finest: Int64 = 5_000_000
    private static let most: Int64 = 1_000_000

    init(_ requests: [RequestRecord]) {
        let starts = requests.map(\.instants.scheduled)
        let ends = requests.compactMap(\.instants.closed)
        start = starts.min() ?? MonotonicInstant(nanoseconds: 0)
        let length = max(((ends.max() ?? start) - start).nanoseconds, 0)
        width = max(Self.finest, length / Self.most + 1)
        marks = [Bool](repeating: false, count: Int(length / width) + 1)
    }

    mutating func add(_ arrival: MonotonicInstant) {
        let index = (arrival - start).nanoseconds / width
        guard index >= 0, index < marks.count else { return }
        marks[Int(index)] = true
    }

    /// The times without output between the first and the last arrival, as finely as the marks tell.
    func silences() -> [TimeSlice] {
        var found: [TimeSlice] = []
        var last: Int?
        for (index, isMarked) in marks.enumerated() where isMarked {
            if let last {
                found.append(TimeSlice(start: instant(last + 1), end: instant(index)))
            }
            last = index
        }
        return found
    }

    private func instant(_ index: Int) -> MonotonicInstant {
        start + .nanoseconds(Int64(index) * width)
    }
}
