/// When the rounds of a watch begin: on a grid from the first one, whatever a round takes.
package struct WatchSchedule: Sendable, Equatable {
    package let every: Duration
    /// When the next round begins, on a clock that no one sets and that goes on while the machine sleeps.
    package private(set) var due: Duration

    package init(every: Duration, first: Duration) {
        self.every = every
        due = first
    }

    /// A round begins.
    ///
    /// - Returns: How many rounds were due since and are left out, as the machine slept.
    package mutating func begin(at now: Duration) -> Int {
        let late = max(.zero, now - due)
        let passed = Int(late / every)
        due += every * (passed + 1)
        return passed
    }

    /// A round has ended.
    ///
    /// - Returns: How many were due while it was under way, and are left out.
    package mutating func end(at now: Duration) -> Int {
        guard due <= now else { return 0 }
        let passed = Int((now - due) / every) + 1
        due += every * passed
        return passed
    }

    /// How long a watch that begins again waits, by the time since the last round began. One that a clock puts in the future
    /// says nothing.
    package static func wait(sinceLast: Duration?, every: Duration) -> Duration {
        guard let sinceLast, sinceLast >= .zero, sinceLast < every else { return .zero }
        return every - sinceLast
    }
}
