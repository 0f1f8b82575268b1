package import RunModel

/// Decides when the next request starts, from the time and from what ended. One worker's share of the
/// load; a value without clock or network, so that a test moves its time by hand.
package protocol Dispatcher: Sendable {
    /// What to do now, with `open` streams of this worker in flight. Called again until it does not
    /// answer `start`, and after every end of a request.
    mutating func next(elapsed: Duration, open: Int) -> Dispatch
    /// Hears how a request ended.
    mutating func ended(_ ticket: Ticket, _ outcome: Outcome)
    /// Open loop: starts that had to wait because too many streams were open.
    var delayedStarts: Int { get }
    /// When starting ends by the clock, since the origin; nil where it ends by number.
    var plannedEnd: Duration? { get }
}

extension Dispatcher {
    package mutating func ended(_ ticket: Ticket, _ outcome: Outcome) {}
    package var delayedStarts: Int { 0 }
}

/// A dispatcher's answer.
package enum Dispatch: Sendable, Equatable {
    case start(Ticket)
    /// Ask again then, or when a request ends.
    case wait(until: Duration)
    /// Ask again when a request ends.
    case waitForEnd
    /// Nothing more will be started.
    case finished
}

/// One worker's part of a run: of all `count` workers the one with `index`.
package struct WorkerShare: Sendable, Equatable {
    package var index: Int
    package var count: Int

    package init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }

    /// The part of `total` equal things that is this worker's; the parts differ by one at most.
    package func part(of total: Int) -> Int {
        total / count + (index < total % count ? 1 : 0)
    }
}
