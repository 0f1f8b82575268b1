internal import RunModel

/// Keeps requests that use up a window below the ceiling of streams, so that what refuses them is the rate.
struct SlotWidth: Sendable {
    static let most = 16

    private let plan: LimitsPlan
    /// Slots that their streams may still hold.
    private var busyUntil: [Duration] = []

    init(_ plan: LimitsPlan) {
        self.plan = plan
    }

    /// Streams at a time where it was not looked for how many are let in.
    static func unknown(_ plan: LimitsPlan) -> Int {
        max(1, min((plan.statedStreams ?? 8) / 2, most))
    }

    mutating func ended(at elapsed: Duration, _ desk: ProbeDesk) {
        busyUntil.append(elapsed + desk.speed.releaseAfterEnd * 1.2)
    }

    /// What to wait for until one more may start; nil when it may.
    mutating func wait(_ desk: ProbeDesk, at elapsed: Duration) -> Dispatch? {
        busyUntil.removeAll { $0 <= elapsed }
        let width = max(1, min(free(desk), Self.most))
        guard desk.open.count + busyUntil.count >= width else { return nil }
        return busyUntil.min().map { .wait(until: $0) } ?? .waitForEnd
    }

    /// Slots that are surely free. How long they outlive their streams is known only where it was looked at.
    private func free(_ desk: ProbeDesk) -> Int {
        if let ceiling = desk.ceiling {
            return desk.speed.releaseAfterEnd > .zero ? ceiling - 1 : ceiling / 2
        }
        // Where none was met, as many as were seen to be let in together.
        return plan.opensStreams ? desk.mostRunning : Self.unknown(plan)
    }
}
