internal import RunModel

/// What became of the promises of one place in which refusals name a wait, such as `Retry-After`.
///
/// Each refusal of the window's requests is laid beside the next request of the same kind, and nothing else: what
/// comes between could change what is true.
struct RetryAfterTruth {
    /// `retry-after`, `body.words`: see `ToldWait.source`.
    let source: String
    /// Refusals, and those that said here when to come again.
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
    /// Of what is told to the millisecond.
    private static let exactRounding = Duration.milliseconds(500)

    /// A truth a place, in the order in which the first refusals name them; what a record of before has is that of
    /// `Retry-After`.
    static func all(_ record: LimitsRecord) -> [RetryAfterTruth] {
        let asked = record.requests.filter {
            $0.probe?.isOfWindow == true && $0.mode == .streaming
        }
        var sources: [String] = []
        for request in asked where record.isTurnedAway(request) {
            for wait in waits(request) where !sources.contains(wait.source) {
                sources.append(wait.source)
            }
        }
        if sources.isEmpty { sources = [standard] }
        return sources.map { RetryAfterTruth($0, asked, record) }
    }

    private static let standard = "retry-after"

    private static func waits(_ request: RequestRecord) -> [ToldWait] {
        guard request.limits.waits.isEmpty else { return request.limits.waits }
        return request.limits.retryAfter.map { [ToldWait(source: standard, wait: $0)] } ?? []
    }

    private init(_ source: String, _ asked: [RequestRecord], _ record: LimitsRecord) {
        self.source = source
        let told = asked.compactMap { request in
            Self.waits(request).first { $0.source == source }?.wait
        }
        let isWhole = told.allSatisfy { $0.nanoseconds % 1_000_000_000 == 0 }
        for (index, refused) in asked.enumerated() where record.isTurnedAway(refused) {
            refusals += 1
            guard let wait = Self.waits(refused).first(where: { $0.source == source }),
                let head = refused.instants.head
            else { continue }
            promises += 1
            shortest = min(shortest ?? wait.wait, wait.wait)
            longest = max(longest ?? wait.wait, wait.wait)
            let next = asked[(index + 1)...].first {
                $0.instants.sent.map { $0 >= head } ?? false
            }
            guard let next else { continue }
            judge(next, after: refused, record, wait, from: head, isWhole: isWhole)
        }
    }

    private mutating func judge(
        _ next: RequestRecord, after refused: RequestRecord, _ record: LimitsRecord,
        _ told: ToldWait, from head: MonotonicInstant, isWhole: Bool
    ) {
        guard let sent = next.instants.sent else { return }
        let wait = told.wait
        let tolerance = LimitsPlan.tolerance(of: wait)
        let due = head + wait
        let earliest = due + Self.unit * -1
        if record.isTurnedAway(next) {
            if sent > due + tolerance, !Self.isDisturbed(record, refused, next) { tooShort += 1 }
            if sent <= earliest, sent >= head + wait / 2 { refusedBefore += 1 }
        } else if next.reception == .accepted {
            let answered = next.instants.head ?? sent
            let rounding = isWhole ? Self.rounding : Self.exactRounding
            // When a whole budget is there again says nothing against one request before.
            if !told.isReset, answered < due + (rounding + tolerance) * -1 { tooLong += 1 }
            if sent >= earliest { letInAfter += 1 }
        }
    }

    /// Whether another of our own requests may have taken what was promised.
    private static func isDisturbed(
        _ record: LimitsRecord, _ refused: RequestRecord, _ next: RequestRecord
    ) -> Bool {
        guard let start = refused.instants.sent, let end = next.instants.head else { return true }
        return record.requests.contains { other in
            guard other.request != refused.request, other.request != next.request,
                let sent = other.instants.sent
            else { return false }
            let answered = other.instants.head ?? other.instants.closed ?? sent
            return answered > start && sent < end && !record.isTurnedAway(other)
        }
    }

    // MARK: What it comes to

    var name: String { ToldWait.name(of: source) }
    var isLie: Bool { tooShort > 0 || tooLong > 0 }

    /// Nil where no attempt fell near a promised time.
    var observed: String? {
        switch (tooShort > 0, tooLong > 0) {
        case (true, false): "too short"
        case (false, true): "longer than needed"
        case (true, true): "now too short, now too long"
        case (false, false): letInAfter > 0 ? "true, to the second it is told in" : nil
        }
    }

    var verdict: LimitFinding.Verdict {
        switch (tooShort > 0, tooLong > 0) {
        // The wait that is told is shorter than the one that is needed.
        case (true, false): .lower
        case (false, true): .higher
        case (true, true): .cannotTell
        case (false, false): letInAfter > 0 ? .holds : .cannotTell
        }
    }

    /// `1 to 5 s`.
    var span: String? {
        guard let shortest, let longest else { return nil }
        return WindowFindings.span(
            shortest.seconds.rounded(.up), longest.seconds.rounded(.up)) + " s"
    }

    var counts: String {
        "\(refusedBefore) attempts before the time were refused and \(letInAfter) at it let in; "
            + "\(tooShort) after it were refused, \(tooLong) well before it let in"
    }
}
