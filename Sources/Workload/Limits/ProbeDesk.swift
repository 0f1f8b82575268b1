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
    private(set) var sent = 0
    private(set) var lastStart: Duration?
    /// Starts of the last window's length.
    private var recentStarts: [Duration] = []

    init(_ plan: LimitsPlan) {
        self.plan = plan
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

    var isExhausted: Bool { sent >= plan.maxRequests }

    func canAfford(_ requests: Int) -> Bool { sent + requests <= plan.maxRequests }

    /// Counts a request and makes its ticket.
    mutating func start(
        _ probe: ProbeStep, _ mode: ResponseMode = .streaming, tokens: Int, round: Int,
        follows: Int? = nil, at elapsed: Duration
    ) -> Dispatch {
        var ticket = Ticket(
            request: sent, mode: mode, prompt: sent, phase: .measured, round: round,
            scheduled: elapsed)
        ticket.maxTokens = tokens
        ticket.probe = probe
        ticket.follows = follows
        open[sent] = OpenRequest(ticket: ticket, started: elapsed)
        sent += 1
        lastStart = elapsed
        recentStarts.append(elapsed)
        return .start(ticket)
    }

    mutating func note(_ event: RequestEvent) {
        switch event.kind {
        case .answered: break
        case .firstOutput:
            open[event.ticket.request]?.firstOutput = event.elapsed
            mostRunning = max(mostRunning, running.count)
        case .ended: open[event.ticket.request] = nil
        }
    }

    // MARK: Staying off the rate

    /// The share of a stated rate that steps about streams keep to, so that what they meet is not the rate.
    private static let rateShare = 0.8

    /// When one more request may start without meeting the rate that is stated, evenly spaced.
    mutating func spacedStart(at elapsed: Duration) -> Duration {
        guard let lastStart else { return elapsed }
        return max(lastStart + spacing, earliestStart(of: 1, at: elapsed))
    }

    /// Between two starts of a step about streams. A bucket that holds few wants them spaced; at a low rate
    /// that would take longer than streams last, and the bound on a window has to do.
    private var spacing: Duration { Self.spacing(plan) }

    static func spacing(_ plan: LimitsPlan) -> Duration {
        guard let stated = plan.statedRequests else { return .milliseconds(20) }
        return min(plan.window.duration / (Double(stated) * rateShare), .seconds(2))
    }

    /// Requests of steps about streams in a window; nil where nothing is stated.
    var most: Int? { plan.statedRequests.map { max(1, Int(Double($0) * Self.rateShare)) } }

    /// When `count` requests at once would stay within the share.
    mutating func earliestStart(of count: Int, at elapsed: Duration) -> Duration {
        let window = plan.window.duration
        recentStarts.removeAll { $0 + window <= elapsed }
        guard let most else { return elapsed }
        let excess = recentStarts.count + min(count, most) - most
        guard excess > 0 else { return elapsed }
        return recentStarts[excess - 1] + window
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
