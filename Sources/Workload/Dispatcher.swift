package import RunModel

/// Decides when the next request starts, from the time and from what was seen of those before. One
/// worker's share of the load; a value without clock or network, so that a test moves its time by hand.
package protocol Dispatcher: Sendable {
    /// What to do now, with `open` streams of this worker in flight. Called again until it answers
    /// neither `start` nor `cancel`, and after every end of a request.
    mutating func next(elapsed: Duration, open: Int) -> Dispatch
    /// Hears what became of a request that it started.
    mutating func saw(_ event: RequestEvent)
    /// Whether `next` is also to be asked after a head or a first output.
    var reactsToAnswers: Bool { get }
    /// Gives up the starts that were due before then, whole pairs, and says how many. A pair that has begun
    /// is kept where it is to be completed.
    mutating func skip(before elapsed: Duration, completesPair: Bool) -> Int
    /// A start that it gave will not be made after all.
    mutating func gaveUp(_ ticket: Ticket, at elapsed: Duration)
    /// Of a trace: turns that waited for the answer to the one before.
    var heldTurns: HeldTurns { get }
    /// What became of conversations that are made; nil where there are none.
    var conversationAccount: ConversationAccount? { get }
    /// Whether a conversation that is made will ask more, or waits for an answer.
    func goesOn(session: Int) -> Bool
    /// Open loop: starts that had to wait because too many streams were open.
    var delayedStarts: Int { get }
    /// When starting ends by the clock, since the origin; nil where it ends by number.
    var plannedEnd: Duration? { get }
}

extension Dispatcher {
    package mutating func saw(_ event: RequestEvent) {}
    package var reactsToAnswers: Bool { false }
    package mutating func skip(before elapsed: Duration, completesPair: Bool) -> Int { 0 }
    package mutating func gaveUp(_ ticket: Ticket, at elapsed: Duration) {}
    package var heldTurns: HeldTurns { HeldTurns() }
    package var conversationAccount: ConversationAccount? { nil }
    package func goesOn(session: Int) -> Bool { false }
    package var delayedStarts: Int { 0 }
}

/// A dispatcher's answer.
package enum Dispatch: Sendable, Equatable {
    case start(Ticket)
    /// End this request from our side, as a user does who has read enough; its outcome is `cancelled`.
    case cancel(request: Int, Departure)
    /// Ask again then, or when a request ends.
    case wait(until: Duration)
    /// Ask again when a request ends.
    case waitForEnd
    /// Nothing more will be started.
    case finished
}

/// Something that a dispatcher may base its next step on.
package struct RequestEvent: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// The head came.
        case answered(status: Int, LimitHeaders)
        case firstOutput
        case ended(RequestRecord)
    }

    package var ticket: Ticket
    /// Since the run's origin.
    package var elapsed: Duration
    package var kind: Kind
    /// Whether the answer, however good, has nothing that its conversation could say again.
    package var lacksAnswer = false

    package init(_ ticket: Ticket, at elapsed: Duration, _ kind: Kind) {
        self.ticket = ticket
        self.elapsed = elapsed
        self.kind = kind
    }
}

/// One worker's part of a plan: of all `count` workers, those of other shards among them, the one with `index`.
package struct WorkerShare: EqualPart, Sendable, Equatable {
    package var index: Int
    package var count: Int

    package init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }

    /// Worker `worker` of the `workers` that run a shard: unit u and slot u are its own where `u mod shard.count` is the
    /// shard's index, whatever number of workers the other shards have.
    package init(worker: Int, of workers: Int, in shard: Shard) {
        index = shard.index + shard.count * worker
        count = shard.count * workers
    }
}
