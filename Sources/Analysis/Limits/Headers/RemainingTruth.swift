internal import RunModel

/// Whether `x-ratelimit-remaining-requests` is in step with what is let in.
struct RemainingTruth {
    private(set) var verdict: LimitFinding.Verdict = .cannotTell
    private(set) var observed: String?
    private(set) var told = ""
    private(set) var reason = ""

    /// Falls by this much a request are as good as one.
    private static let inStep = 0.85...1.15

    /// `asked` are the streaming requests of the window in the order of their heads, `all` those of the run.
    init(
        _ asked: [RequestRecord], among all: [RequestRecord], window: Duration,
        isTurnedAway: (RequestRecord) -> Bool
    ) {
        let values = asked.compactMap(\.limits.requests.remaining)
        told = WindowFindings.span(Double(values.min() ?? 0), Double(values.max() ?? 0))
        let atRefusal = asked.filter(isTurnedAway).compactMap(\.limits.requests.remaining)
        let fall = Self.fall(asked, window: window)
        if let most = atRefusal.max(), most > 0 {
            verdict = .lower
            observed = "0 when \(most) were told"
            reason = "up to \(most) were told to remain in answers that refused for the rate"
            return
        }
        if let beyond = Self.letInBeyondZero(asked, window: window, isTurnedAway), beyond > 1 {
            verdict = .higher
            observed = "\(beyond) more when none were told"
            reason = "\(beyond) requests in a row were let in after 0 had been told to remain"
            return
        }
        if !atRefusal.isEmpty,
            let lag = RemainingLag(asked, among: all, window: window, isTurnedAway)
        {
            verdict = .lower
            observed = "none when \(lag.requests) was told"
            reason =
                "\(lag.times) times the next request was refused although \(lag.requests) was told to remain: "
                + "it lags, as where it is told as it was before the request itself"
            return
        }
        guard let fall else {
            reason = "too few answers came quickly enough one after another to see it fall"
            return
        }
        let rate = (fall * 100).rounded() / 100
        reason = "it falls by \(rate) a request where they come quickly"
        if !atRefusal.isEmpty { reason += ", and is 0 in every refusal" }
        if Self.inStep.contains(fall) {
            verdict = .holds
            observed = "in step"
        } else if fall < 0.5 {
            verdict = .lower
            observed = "does not fall"
        } else if fall > 1 {
            observed = "falls faster than by our own requests"
            reason += ", as where others use the same limit, or where it counts something else"
        } else {
            observed = "falls more slowly"
            reason += ", which a window that frees some meanwhile does too"
        }
    }

    /// The mean fall from one request to the next, where they came so quickly one after another that hardly
    /// anything was freed meanwhile: in a tenth of the time in which a window frees one.
    private static func fall(_ asked: [RequestRecord], window: Duration) -> Double? {
        // As numbers with a point: servers that mean "no limit" tell counts that no sum of them would hold.
        var falls: [Double] = []
        var last: (remaining: Int, at: MonotonicInstant)?
        for request in asked where request.reception == .accepted {
            guard let remaining = request.limits.requests.remaining,
                let at = request.instants.head, let limit = request.limits.requests.limit
            else { continue }
            let quick = window / Double(max(limit, 1)) * 0.1
            // Answers may overtake each other; more than a few is a new window.
            if let last, at - last.at <= quick, remaining - 3 <= last.remaining {
                falls.append(Double(last.remaining) - Double(remaining))
            }
            last = (remaining, at)
        }
        return falls.count >= 3 ? falls.reduce(0, +) / Double(falls.count) : nil
    }

    /// The most requests that were let in one after another without pause after 0 was told.
    private static func letInBeyondZero(
        _ asked: [RequestRecord], window: Duration, _ isTurnedAway: (RequestRecord) -> Bool
    ) -> Int? {
        var last: MonotonicInstant?
        var run = 0
        var most = 0
        var isAtZero = false
        /// When 0 was told: what had been sent by then may have been let in before it.
        var toldAt: MonotonicInstant?
        for request in asked {
            if isTurnedAway(request) {
                isAtZero = false
                run = 0
            } else if let remaining = request.limits.requests.remaining,
                let at = request.instants.head
            {
                // After a pause one may have been freed, which was used up again.
                let pause = window / Double(max(request.limits.requests.limit ?? 1000, 1)) * 0.5
                if let last, at - last > pause {
                    isAtZero = false
                    run = 0
                }
                last = at
                let isSentSince = request.instants.sent.map { sent in
                    toldAt.map { sent > $0 } ?? true
                }
                if isAtZero, isSentSince == true { run += 1 }
                isAtZero = remaining == 0
                if !isAtZero { toldAt = nil } else if toldAt == nil { toldAt = at }
                if !isAtZero { run = 0 }
                most = max(most, run)
            }
        }
        return most
    }
}
