internal import Analysis

/// Streams in lanes that are used again: each takes the lowest that is free when it begins, so that the
/// height of what is drawn is the number of streams under way.
struct StreamLanes {
    /// A part of a stream in one lane, counted from 0 at the bottom.
    struct Stay: Equatable {
        let entry: Int
        let lane: Int
        let start: Double
        let end: Double
        /// Kept waiting for a slot, above the ceiling.
        let isWaiting: Bool
    }

    private(set) var stays: [Stay] = []
    /// How many lanes are used in all.
    private(set) var count = 0
    private var taken: Set<Int> = []

    /// - Parameters:
    ///   - entries: Requests that were let in; the numbers in `stays` are their places.
    ///   - ceiling: Where streams beyond it are let in and kept waiting, the ceiling: they move below it
    ///     with their first output.
    init(_ entries: [LimitsTimeline.Entry], queueingAbove ceiling: Int? = nil) {
        var begun: [Int: (lane: Int, start: Double)] = [:]
        var isWaiting: Set<Int> = []
        for event in Self.events(entries) {
            switch event.kind {
            case .end:
                guard let stay = begun.removeValue(forKey: event.entry) else { continue }
                leave(event.entry, stay, at: event.time, isWaiting.remove(event.entry) != nil)
            case .start:
                let lane = lowestFree()
                if let ceiling, lane >= ceiling { isWaiting.insert(event.entry) }
                begun[event.entry] = (take(lane), event.time)
            case .output:
                guard isWaiting.remove(event.entry) != nil, let stay = begun[event.entry] else {
                    continue
                }
                leave(event.entry, stay, at: event.time, true)
                begun[event.entry] = (take(lowestFree()), event.time)
            }
        }
        stays.sort { ($0.start, $0.entry) < ($1.start, $1.entry) }
    }

    private enum Kind: Int {
        // A lane that is left at a moment can be taken at the same moment.
        case end
        case output
        case start
    }

    private static func events(
        _ entries: [LimitsTimeline.Entry]
    ) -> [(time: Double, kind: Kind, entry: Int)] {
        entries.enumerated().flatMap { index, entry in
            // What ends as it begins must begin first.
            let end = max(entry.closed, entry.sent.nextUp)
            let output = entry.answered.flatMap { $0 < end ? $0 : nil }
            return [(time: entry.sent, kind: Kind.start, entry: index)]
                + [output].compactMap { $0 }.map { (time: $0, kind: Kind.output, entry: index) }
                + [(time: end, kind: Kind.end, entry: index)]
        }.sorted {
            ($0.time, $0.kind.rawValue, $0.entry) < ($1.time, $1.kind.rawValue, $1.entry)
        }
    }

    private func lowestFree() -> Int {
        (0...taken.count).first { !taken.contains($0) } ?? taken.count
    }

    private mutating func take(_ lane: Int) -> Int {
        taken.insert(lane)
        count = max(count, lane + 1)
        return lane
    }

    private mutating func leave(
        _ entry: Int, _ stay: (lane: Int, start: Double), at time: Double, _ isWaiting: Bool
    ) {
        taken.remove(stay.lane)
        stays.append(
            Stay(
                entry: entry, lane: stay.lane, start: stay.start, end: time, isWaiting: isWaiting))
    }
}
