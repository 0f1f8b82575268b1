internal import HeapModule
internal import NIOCore
internal import RunModel

/// Something that acts when its time has come.
protocol Paced: AnyObject {
    /// Does what is due by `now`, and says when there will be something again; nil to sleep until the
    /// pacer is asked for it.
    func act(now: MonotonicInstant) -> MonotonicInstant?
}

/// Wakes the streams of one event loop when their chunks are due.
///
/// One heap and one timer for all of them: a timer task a chunk would cost allocations and a search
/// of the event loop's own queue. Confined to its event loop.
final class StreamPacer {
    /// Names one sleeper for as long as it is registered.
    struct Ticket: Hashable {
        fileprivate let number: UInt64
    }

    private struct Entry: Comparable {
        var due: Int64
        /// Ties go by age of the ticket, so that streams in lock-step always come in the same order.
        var ticket: UInt64

        static func < (left: Entry, right: Entry) -> Bool {
            (left.due, left.ticket) < (right.due, right.ticket)
        }
    }

    private struct Sleeper {
        var paced: any Paced
        /// When its one valid entry is due; entries with another instant are left-overs.
        var due: Int64?
    }

    /// Sockets are looked after at least this often, however many chunks are due.
    private static let longestTurn = Duration.milliseconds(2)

    private let loop: NIOIsolatedEventLoop
    private var heap = Heap<Entry>()
    private var sleepers: [UInt64: Sleeper] = [:]
    private var lastTicket: UInt64 = 0
    private var timer: Scheduled<Void>?
    private var timerDue = Int64.max
    private var isInTurn = false

    init(loop: NIOIsolatedEventLoop) {
        self.loop = loop
    }

    func register(_ paced: any Paced) -> Ticket {
        lastTicket += 1
        sleepers[lastTicket] = Sleeper(paced: paced)
        return Ticket(number: lastTicket)
    }

    /// Lets go of the sleeper at once; what it had planned does not happen.
    func remove(_ ticket: Ticket) {
        sleepers[ticket.number] = nil
    }

    /// Wakes the sleeper at `due` instead of when it was to be woken before.
    func wake(_ ticket: Ticket, at due: MonotonicInstant) {
        guard sleepers[ticket.number] != nil else { return }
        sleepers[ticket.number]?.due = due.nanoseconds
        heap.insert(Entry(due: due.nanoseconds, ticket: ticket.number))
        if !isInTurn { setTimer() }
    }

    private func setTimer() {
        guard let first = heap.min, first.due < timerDue else { return }
        timer?.cancel()
        timerDue = first.due
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(first.due, 0)))
        timer = loop.scheduleTask(deadline: deadline) { [weak self] in self?.takeTurn() }
    }

    private func takeTurn() {
        timer = nil
        timerDue = .max
        isInTurn = true
        var now = MonotonicInstant.now()
        let end = now + Self.longestTurn
        while let first = heap.min, first.due <= now.nanoseconds, now < end {
            advance(first, now)
            now = .now()
        }
        isInTurn = false
        setTimer()
    }

    private func advance(_ entry: Entry, _ now: MonotonicInstant) {
        heap.removeMin()
        guard let sleeper = sleepers[entry.ticket], sleeper.due == entry.due else { return }
        // Before it acts: acting may ask for a waking of its own.
        sleepers[entry.ticket]?.due = nil
        guard let next = sleeper.paced.act(now: now) else { return }
        wake(Ticket(number: entry.ticket), at: next)
    }
}
