internal import RunModel

/// When to try again after the window of requests is used up: after pauses that grow, sooner where that says
/// more, and around the time that the server promised.
struct AttemptPace: Sendable {
    /// What the last refusal said about when to come again.
    private struct Promise: Sendable {
        let request: Int
        let wait: Duration
        let due: Duration
        /// Later than this it counts as broken where it is refused (docs/limits.md, *Headers*).
        let tolerance: Duration
        var isEarlyTried = false
    }

    struct Attempt: Sendable {
        var due: Duration
        var probe = ProbeStep.window
        /// The refusal whose promise it tests.
        var follows: Int?
    }

    /// By how much a promise may be longer than it need be: it is told in whole seconds, or as a date.
    private static let rounding = Duration.seconds(2)
    /// Of the window, after a request that may have begun one, or was counted first.
    private static let markShares = [0.93, 1.07]
    /// Promises that are tested before the window's length is looked for: a refusal shortly before the time brings a new
    /// one, too short for a lie to show in it.
    private static let firstWaits = 2
    /// Shorter ones are hardly told from others in whole seconds.
    private static let tellingWait = rounding * 4
    /// Times that requests were let in again after which pauses begin long: a bucket is known by then.
    private static let closeLooks = 12

    private let window: Duration
    /// What a bucket earns one in is looked for up to this.
    private let longestEarning: Duration
    private var gap = Duration.zero
    private var gapsInARow = 0
    private var nextAttempt = Duration.zero
    private var promise: Promise?
    /// When attempts tell whether a window is as long as is stated, or a little shorter or longer.
    private var marks: [Duration] = []
    /// Promises whose time has come.
    private var waitsTested = 0
    /// Requests that were refused although the promised time had come.
    private var dueMisses = 0
    private var recovery = Recovery()
    /// Times that requests were let in again.
    private(set) var cycles = 0

    init(window: Duration, limit: Int?) {
        self.window = window
        longestEarning = max(window / 4, limit.map { window / max($0, 1) * 1.5 } ?? .zero)
    }

    /// What was let in first after a refusal or a rest: a window began with it, or shortly before it, or slides over it a
    /// window later.
    mutating func mark(at sent: Duration) {
        guard cycles < Self.closeLooks else { return }
        marks = (marks + Self.markShares.map { sent + window * $0 }).sorted()
    }

    /// Begins with short pauses, now that the window is used up (again).
    mutating func begin(at elapsed: Duration) {
        let isClose = cycles < Self.closeLooks
        gap = isClose ? window / 1000 : window / 20
        gapsInARow = 0
        nextAttempt = elapsed + gap
        marks.removeAll { $0 <= elapsed }
        if isClose, let told = recovery.mostTelling(below: longestEarning), told > elapsed {
            nextAttempt = told
        }
    }

    /// Leaves a pause after something else was sent.
    mutating func pause(at elapsed: Duration) {
        nextAttempt = max(nextAttempt, elapsed + gap)
    }

    private var isForWaits: Bool {
        waitsTested < Self.firstWaits && promise?.wait ?? .zero >= Self.tellingWait
    }

    func next(at elapsed: Duration) -> Attempt {
        let usual = min(nextAttempt, isForWaits ? nextAttempt : marks.first ?? nextAttempt)
        guard let promise else { return Attempt(due: usual) }
        let early = promise.due - Self.rounding - window / 200 - .milliseconds(25)
        let isEarlyPossible = !promise.isEarlyTried && early > elapsed - .milliseconds(2)
        let special =
            isEarlyPossible
            ? Attempt(due: early, probe: .retryEarly, follows: promise.request)
            : Attempt(
                due: promise.due + max(window / 200, promise.tolerance) + .milliseconds(5),
                probe: .retryDue, follows: promise.request)
        // Just before and after a promise nothing else may stand between.
        let margin = usual < nextAttempt ? window / 50 : gap / 2
        return usual + margin >= special.due ? special : Attempt(due: usual)
    }

    /// The pauses double up to a quarter of the window; a server that refused for a whole window is left alone
    /// for longer, since refused requests may be what keeps it so.
    mutating func tried(_ attempt: Attempt, at elapsed: Duration) {
        switch attempt.probe {
        case .retryEarly: promise?.isEarlyTried = true
        case .retryDue:
            promise = nil
            waitsTested += 1
        default: break
        }
        let isMark = attempt.probe == .window && attempt.due < nextAttempt
        marks.removeAll { $0 <= elapsed }
        if isMark {
            nextAttempt = max(nextAttempt, elapsed + min(gap, window / 50))
            return
        }
        gapsInARow += 1
        gap = gapsInARow > 16 ? window * 1.1 : min(gap * 2, window / 4)
        nextAttempt = elapsed + gap
    }

    /// `isAlone` says that its answer was known before the next was sent.
    mutating func letIn(sent: Duration, isAlone: Bool) {
        recovery.letIn(at: sent, isAlone: isAlone)
        guard isAlone else { return }
        // What was looked for around now is known.
        marks.removeAll { $0 <= sent + window * 0.15 }
        cycles += 1
        mark(at: sent)
        promise = nil
    }

    mutating func refused(_ record: RequestRecord, at elapsed: Duration, isAlone: Bool) {
        if isAlone { recovery.refused(at: elapsed) }
        if record.probe == .retryDue { dueMisses += 1 }
        guard let wait = record.limits.retryAfter, wait <= window * 1.5, dueMisses < 2 else {
            promise = nil
            return
        }
        promise = Promise(
            request: record.request, wait: wait, due: elapsed + wait,
            tolerance: LimitsPlan.tolerance(of: wait),
            isEarlyTried: record.probe == .retryEarly)
    }
}
