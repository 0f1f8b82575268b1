import RunModel

/// Says of each answer that takes longer than a person takes for a hang that it is waited for, and how long at most.
struct AnswerWait {
    private let requests: Int
    private let limit: Duration
    private var ended = 0
    private var since: ContinuousClock.Instant?
    private var isTold = false

    static let patience = Duration.seconds(1)

    /// `plan` is that of a run of one request at a time.
    init(_ plan: RunPlan) {
        requests = plan.load.requests ?? 1
        limit = plan.timeouts.firstByte.duration
    }

    /// The line that is to be said now, when `count` answers have ended; nil for none.
    mutating func line(ended count: Int, at now: ContinuousClock.Instant) -> String? {
        if since == nil || count > ended {
            ended = count
            since = now
            isTold = false
        }
        guard !isTold, let since, now - since >= Self.patience, ended < requests else { return nil }
        isTold = true
        let answer = requests == 1 ? "an answer" : "answer \(ended + 1) of \(requests)"
        return "Waiting for \(answer); its first byte may take \(Int(limit.seconds.rounded())) s."
    }
}
