package import RunModel

/// What a shard knows once all of them have agreed to begin.
package struct Meeting: Sendable {
    /// When to begin, on this machine's CLOCK_MONOTONIC.
    package let start: MonotonicInstant
    /// Of the arrivals, the same for all.
    package let arrivalSeed: UInt64
    /// Which meeting it was.
    package let name: String
    /// Indices of shards that did not come, and are gone without.
    package let missing: [Int]
    /// The first shard's clock beside this one's; nil where no messages were exchanged.
    package let clock: ClockOffset?

    package init(
        start: MonotonicInstant, arrivalSeed: UInt64, name: String, missing: [Int] = [],
        clock: ClockOffset? = nil
    ) {
        self.start = start
        self.arrivalSeed = arrivalSeed
        self.name = name
        self.missing = missing
        self.clock = clock
    }
}

/// Why the shards do not begin together: one sentence with the fix.
package struct MeetingFault: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    /// `shards 2 and 5 of 8`.
    static func names(_ indices: [Int], of count: Int) -> String {
        let numbers = indices.prefix(20).map { String($0 + 1) }
        let rest = indices.count > numbers.count ? " and \(indices.count - numbers.count) more" : ""
        let list =
            numbers.count < 2 || !rest.isEmpty
            ? numbers.joined(separator: ", ")
            : numbers.dropLast().joined(separator: ", ") + " and " + numbers[numbers.count - 1]
        return "\(indices.count == 1 ? "shard" : "shards") \(list)\(rest) of \(count)"
    }
}

/// Who has come, and whether that is enough; the rule of every kind of meeting.
struct Attendance: Sendable {
    let own: Presence
    /// So many are enough once the time is over.
    let fewest: Int
    private(set) var present: [Int: Presence] = [:]
    private(set) var refusal: String?

    init(own: Presence, fewest: Int?) {
        self.own = own
        self.fewest = fewest ?? own.shard.count
    }

    /// Somebody with the secret came.
    ///
    /// - Returns: why the run cannot be, if this one's coming makes it so.
    mutating func came(_ presence: Presence) -> String? {
        if let refused = presence.refusal(beside: own) {
            refusal = refusal ?? refused
            return refused
        }
        if let twin = present[presence.shard.index] {
            let refused =
                "shard \(presence.shard.words) is there twice, on \(twin.host) and on \(presence.host); give "
                + "each process a number of its own"
            refusal = refusal ?? refused
            return refused
        }
        present[presence.shard.index] = presence
        return nil
    }

    mutating func left(_ index: Int) { present[index] = nil }

    var missing: [Int] { (0..<own.shard.count).filter { present[$0] == nil } }

    var isComplete: Bool { present.count == own.shard.count }

    /// When the time is over: why those who are there do not begin; nil where they are enough.
    func refusalAtEnd(after seconds: Double) -> String? {
        guard present.count < fewest else { return nil }
        return
            "\(MeetingFault.names(missing, of: own.shard.count)) did not come within \(Int(seconds)) s; look at "
            + "\(missing.count == 1 ? "its" : "their") output, wait longer with --rendezvous-timeout, or go on without "
            + "with --min-shards \(max(present.count, 1))"
    }
}
