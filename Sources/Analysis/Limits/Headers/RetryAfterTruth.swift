internal import RunModel

/// What became of the promises of `Retry-After`.
///
/// Each refusal of the window's requests is laid beside the next request of the same kind, and nothing else: what
/// comes between could change what is true.
struct RetryAfterTruth {
    /// Refusals, and those that said when to come again.
    private(set) var refusals = 0
    private(set) var promises = 0
    /// Let in before the promised time, and earlier than rounding explains.
    private(set) var tooLong = 0
    /// Refused after the promised time.
    private(set) var tooShort = 0
    /// Refused in the last part of the promised time.
    private(set) var refusedBefore = 0
    /// Let in at the promised time.
    private(set) var letInAfter = 0
    private(set) var shortest: Duration?
    private(set) var longest: Duration?

    /// `Retry-After` counts in whole seconds (RFC 9110, section 10.2.3). As a date it is laid beside the
    /// answer's own, whose second may have begun a second ago.
    private static let unit = Duration.seconds(1)
    private static let rounding = Duration.seconds(2)

    init(_ record: LimitsRecord) {
        let asked = record.requests.filter {
            $0.probe?.isOfWindow == true && $0.mode == .streaming
        }
        for (index, refused) in asked.enumerated() where record.isTurnedAway(refused) {
            refusals += 1
            guard let wait = refused.limits.retryAfter, let head = refused.instants.head else {
                continue
            }
            promises += 1
            shortest = min(shortest ?? wait, wait)
            longest = max(longest ?? wait, wait)
            let next = asked[(index + 1)...].first {
                $0.instants.sent.map { $0 >= head } ?? false
            }
            guard let next else { continue }
            judge(next, record, promisedFrom: head, wait: wait)
        }
    }

    private mutating func judge(
        _ next: RequestRecord, _ record: LimitsRecord, promisedFrom head: MonotonicInstant,
        wait: Duration
    ) {
        guard let sent = next.instants.sent else { return }
        let tolerance = Duration.milliseconds(20) + wait / 100
        let due = head + wait
        let earliest = due + Self.unit * -1
        if record.isTurnedAway(next) {
            if sent > due + tolerance { tooShort += 1 }
            if sent <= earliest, sent >= head + wait / 2 { refusedBefore += 1 }
        } else if next.reception == .accepted {
            let answered = next.instants.head ?? sent
            if answered < due + (Self.rounding + tolerance) * -1 { tooLong += 1 }
            if sent >= earliest { letInAfter += 1 }
        }
    }
}
