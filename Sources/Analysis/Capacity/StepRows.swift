package import RunModel

/// The requests of a step as far as they can be judged, in the order in which they were due.
///
/// A request that is still under way, or was cut at the step's end, says nothing yet: what comes after it is left out,
/// or what takes long would be missing among the slow. One that has been silent for longer than anything else
/// hangs, and hangs are misses: a target that never answers every tenth request would else look perfect.
package struct StepRows {
    package private(set) var rows: [RequestRecord] = []

    /// How much longer than the longest answer a request must be silent, and at least, before it hangs.
    private static let answers = 3
    private static let least = Duration.seconds(2)

    /// - Parameters:
    ///   - requests: Rows of a step that goes on or has ended, in any order.
    ///   - silence: The longest that an objective allows a request to be silent.
    package init(_ requests: [RequestRecord], silence: Duration) {
        let ordered = requests.sorted { $0.request < $1.request }
        guard let newest = requests.compactMap(\.instants.closed).max() else { return }
        let longest =
            ordered.filter(\.outcome.isSuccess)
            .compactMap { row in row.instants.closed.map { $0 - row.instants.scheduled } }.max()
        let patience = max(silence + (longest ?? .zero) * Self.answers, Self.least)
        var next = 0
        for row in ordered {
            // Of one whose row is missing it is known that it was due no later than this one.
            while next < row.request {
                guard newest - row.instants.scheduled > patience else { return }
                rows.append(Self.hung(row, as: next))
                next += 1
            }
            guard let judged = Self.judged(row, patience) else { return }
            rows.append(judged)
            next = row.request + 1
        }
    }

    /// Nil where nothing can be said of it.
    private static func judged(_ row: RequestRecord, _ patience: Duration) -> RequestRecord? {
        guard row.outcome == .cut, let closed = row.instants.closed else { return row }
        let silent = closed - (row.instants.lastOutput ?? row.instants.scheduled)
        if silent > patience { return hung(row, as: row.request) }
        guard row.instants.firstOutput != nil else { return nil }
        // It had begun well, and has no end of its own.
        var begun = row
        begun.outcome = .cancelled
        return begun
    }

    private static func hung(_ row: RequestRecord, as number: Int) -> RequestRecord {
        var found = row
        found.request = number
        found.outcome = .timeoutTotal
        return found
    }
}
