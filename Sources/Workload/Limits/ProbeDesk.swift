internal import RunModel

/// What the steps of a limits run share: the requests in flight, the bounds on what may be sent, and what
/// is known of the target.
struct ProbeDesk: Sendable {
    /// A request in flight.
    struct OpenRequest: Sendable {
        let ticket: Ticket
        let started: Duration
        var firstOutput: Duration?

        var isStream: Bool { ticket.mode == .streaming }
    }

    let plan: LimitsPlan
    var speed = TargetSpeed()
    /// The most streams that were let in together before others were turned away.
    var ceiling: Int?
    /// The most streams that had output under way at the same time.
    private(set) var mostRunning = 0
    private(set) var open: [Int: OpenRequest] = [:]
    /// Requests that were sent, those that were sent again among them, and tokens that were asked for: what is
    /// announced, whatever became of them.
    private(set) var spent = LimitsCost.Amount()
    /// Whether a request was sent more than once.
    private var isSentAgain = false
    /// Nothing passes it.
    var bound: LimitsCost.Amount
    /// Whether a stream was seen to wait until another ended.
    var isQueueKnown = false
    private(set) var lastStart: Duration?
    /// When a stream with output ended last.
    private var lastStreamEnd: Duration?
    private var tickets = 0
    /// Starts of the last window's length.
    private var recentStarts: [Duration] = []

    private let reading: WindowReader?
    /// All that have ended, where there is somebody to read them.
    private var records: [RequestRecord] = []

    init(_ plan: LimitsPlan, _ reading: WindowReader? = nil) {
        self.plan = plan
        self.reading = reading
        bound = LimitsCost(plan).most
    }

    // MARK: Requests

    /// Streams with output under way, oldest first.
    var running: [OpenRequest] {
        open.values.filter { $0.isStream && $0.firstOutput != nil }
            .sorted { $0.ticket.request < $1.ticket.request }
    }

    /// Streams without output, oldest first.
    var silent: [OpenRequest] {
        open.values.filter { $0.isStream && $0.firstOutput == nil }
            .sorted { $0.ticket.request < $1.ticket.request }
    }

    /// Those of them that have been silent for longer than an unlimited answer would be.
    func waiting(at elapsed: Duration) -> [OpenRequest] {
        silent.filter { $0.started + speed.patience <= elapsed }
    }

    /// Whether a stream under way will last until then, as far as its length can be known.
    func isLasting(_ request: OpenRequest, until instant: Duration) -> Bool {
        request.started + speed.length(of: request.ticket.maxTokens ?? 0) > instant
    }

    var isExhausted: Bool { !canAfford(1) || spent.tokens >= bound.tokens }

    /// Where requests were sent again, each in flight may be, and that counts.
    func canAfford(_ requests: Int) -> Bool {
        let again = isSentAgain ? open.count + requests : 0
        return spent.requests + requests + again <= bound.requests
    }

    /// Whether a part that takes at most so many may begin; some that were sent again leave it room enough.
    func canBegin(_ requests: Int) -> Bool {
        spent.requests + requests - requests / 10 <= bound.requests
    }

    /// Counts a request and makes its ticket; `finished` where the bound leaves no room for it.
    mutating func start(
        _ probe: ProbeStep, _ mode: ResponseMode = .streaming, tokens: Int, round: Int,
        follows: Int? = nil, ask: PromptAsk? = nil, target: Int = 0, at elapsed: Duration
    ) -> Dispatch {
        let asked = tokens + (ask?.tokens ?? 0)
        guard canAfford(1), spent.tokens + asked + tokensAgain(asked) <= bound.tokens else {
            return .finished
        }
        var ticket = Ticket(
            request: tickets, mode: mode, prompt: tickets, phase: .measured, round: round,
            scheduled: elapsed)
        ticket.maxTokens = tokens
        ticket.probe = probe
        ticket.follows = follows
        ticket.ask = ask
        ticket.target = target
        open[tickets] = OpenRequest(ticket: ticket, started: elapsed)
        tickets += 1
        spent.add(requests: 1, tokens: asked)
        lastStart = elapsed
        recentStarts.append(elapsed)
        return .start(ticket)
    }

    private func tokensAgain(_ tokens: Int) -> Int {
        isSentAgain ? open.values.reduce(tokens) { $0 + $1.ticket.askedTokens } : 0
    }

    mutating func note(_ event: RequestEvent) {
        switch event.kind {
        case .answered: break
        case .firstOutput:
            noteAdmission(event)
            open[event.ticket.request]?.firstOutput = event.elapsed
            mostRunning = max(mostRunning, running.count)
        case .ended(let record):
            let again = record.resends + record.attempt - 1
            isSentAgain = isSentAgain || again > 0
            spent.add(requests: again, tokens: again * event.ticket.askedTokens)
            speed.learnLength(from: record)
            if reading != nil { records.append(record) }
            let ended = open.removeValue(forKey: event.ticket.request)
            if ended?.isStream == true, ended?.firstOutput != nil { lastStreamEnd = event.elapsed }
        }
    }

    /// A stream that began late waited for another's end, or, if none had ended, for a batch.
    private mutating func noteAdmission(_ event: RequestEvent) {
        guard let request = open[event.ticket.request], request.isStream,
            event.ticket.probe == .fill || event.ticket.probe == .excess
        else { return }
        let waited = event.elapsed - request.started
        guard waited > speed.patience else { return }
        if lastStreamEnd ?? .zero < request.started {
            speed.learn(admission: waited)
        } else if let lastStreamEnd, lastStreamEnd > event.elapsed - speed.patience {
            isQueueKnown = true
        }
    }

    /// What the answers so far tell; nil where nobody reads them.
    func read() -> WindowReading? { reading.map { $0(plan, records) } }

    // MARK: Staying off the rate

    /// When one more request may start without meeting the rate that is stated, evenly spaced.
    mutating func spacedStart(at elapsed: Duration) -> Duration {
        guard let lastStart else { return elapsed }
        return max(lastStart + plan.spacing, earliestStart(of: 1, at: elapsed))
    }

    /// Requests of steps about streams in a window; nil where nothing is stated.
    var most: Int? { plan.statedRequests.map { max(1, Int(Double($0) * LimitsPlan.rateShare)) } }

    /// When `count` requests at once would stay within the share.
    mutating func earliestStart(of count: Int, at elapsed: Duration) -> Duration {
        let window = plan.window.duration
        recentStarts.removeAll { $0 + window <= elapsed }
        guard let most else { return elapsed }
        let excess = recentStarts.count + min(count, most) - most
        guard excess > 0 else { return elapsed }
        return recentStarts[excess - 1] + window
    }

    /// Starts since then, at most a window's length before now.
    func starts(since instant: Duration) -> Int { recentStarts.count { $0 >= instant } }

    /// When the one of the last `count` requests began that is the oldest; nil where fewer began in the last window's
    /// length.
    func start(ago count: Int) -> Duration? {
        recentStarts.count >= count ? recentStarts[recentStarts.count - count] : nil
    }

    /// When the window will have forgotten all that was sent. An estimate from two windows takes two of them;
    /// without a rest of the one before, its first refusal tells the limit as a whole number.
    var windowIsFresh: Duration {
        guard let lastStart else { return .zero }
        return lastStart + plan.window.duration * 2.05 + .milliseconds(20)
    }
}

/// A part of a limits run: decides the next step from what came of those before. `finished` hands over to
/// the next part.
protocol ProbePart: Sendable {
    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch
    /// Called after the desk took note.
    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk)
}
