internal import RunModel

/// What each attempt beyond the streams that fit in is like, so that something else than their number that
/// refuses shows itself: one asks for few tokens, and the last of the first round comes after a pause.
struct BeyondAttempts: Sendable {
    /// Longer than the second in which servers let few begin.
    static let pause = Duration.milliseconds(1600)
    /// Short enough for what is left of any sum of tokens.
    static let shortTokens = 2
    /// How often a short one has to be let in where long ones are not.
    private static let enough = 2

    private let isFirstRound: Bool
    private var isPaused = false
    /// Short ones let in after a long one was refused.
    private(set) var shortLetIn = 0
    /// Streams under way when a long one was refused last.
    private(set) var heightOfLong = 0

    init(round: Int) {
        isFirstRound = round == 0
    }

    /// Whether tokens are what is limited.
    var isOfTokens: Bool { shortLetIn >= Self.enough }

    /// Of the attempt that comes after so many that were turned away in a row.
    func probe(after turnedAway: Int, of needed: Int, _ desk: ProbeDesk) -> ProbeStep {
        let isSecond = turnedAway == 1 && desk.speed.isRefusing
        return isSecond && !isPause(after: turnedAway, of: needed) ? .shortExcess : .excess
    }

    /// When it may be sent at the earliest, after the one before.
    func earliest(after turnedAway: Int, of needed: Int, _ desk: ProbeDesk) -> Duration {
        let isSlow =
            desk.speed.opensSlowly
            || isPause(after: turnedAway, of: needed) && desk.speed.isRefusing
        return isSlow ? (desk.lastStart ?? .zero) + Self.pause : .zero
    }

    private func isPause(after turnedAway: Int, of needed: Int) -> Bool {
        isFirstRound && turnedAway == needed - 1
    }

    mutating func refused(_ ticket: Ticket, running: Int) {
        if ticket.probe == .excess { heightOfLong = running }
    }

    /// Takes a stream that was let in after others had been turned away.
    mutating func letIn(
        _ ticket: Ticket, after turnedAway: Int, of needed: Int, _ desk: inout ProbeDesk
    ) {
        if ticket.probe == .shortExcess {
            shortLetIn += 1
        } else if isPause(after: turnedAway, of: needed), desk.speed.isRefusing {
            desk.speed.opensSlowly = true
        }
    }
}
