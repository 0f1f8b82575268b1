internal import RunModel

/// What one key has done and got since the server started: what a verification is checked against.
package struct KeyStatistics: Codable, Equatable, Sendable {
    /// From 1, in the order in which keys came first.
    package var number = 0
    /// Masked: enough to tell keys apart, not enough to use one.
    package var key = ""
    /// Absent for a key that no limits hold for.
    package var tier: String?
    package var accepted = 0
    /// Of those, streams beyond the limit that the server ended.
    package var endedByServer = 0
    package var rejected: [LimitReason: Int] = [:]
    /// Requests let in that hold a slot and are being answered.
    package var streamsOpen = 0
    package var streamsPeak = 0
    /// Slots in use, with those that outlive their streams; somebody else's apart.
    package var slotsHeld = 0
    package var slotsPeak = 0
    /// Slots that are never free again.
    package var slotsLeaked = 0
    /// Most `max_tokens` of streams under way together.
    package var tokensInFlightPeak = 0
    /// Slots that got free, or will after their delay, by why their streams were gone.
    package var releases: [ReleaseCause: ReleaseTally] = [:]
    /// Requests let in during the busiest window: between two edges where windows are fixed, else in
    /// any span of a window's length.
    package var busiestWindow = 0
    /// Requests that wait now, for a slot or for the budget.
    package var waiting = 0
    package var waitingPeak = 0
    package var waited = 0
    /// Requests whose clients left while they waited.
    package var gaveUp = 0
    /// Of answers that are over.
    package var promptTokens = 0
    package var generatedTokens = 0
    /// As the token limit counts them.
    package var tokensCharged = 0
    /// Requests of somebody else that were let in.
    package var otherRequests = 0

    private enum CodingKeys: String, CodingKey {
        case number
        case key
        case tier
        case accepted
        case endedByServer = "ended_by_server"
        case rejected
        case streamsOpen = "streams_open"
        case streamsPeak = "streams_peak"
        case slotsHeld = "slots_held"
        case slotsPeak = "slots_peak"
        case slotsLeaked = "slots_leaked"
        case tokensInFlightPeak = "tokens_in_flight_peak"
        case releases
        case busiestWindow = "busiest_window"
        case waiting
        case waitingPeak = "waiting_peak"
        case waited
        case gaveUp = "gave_up"
        case promptTokens = "prompt_tokens"
        case generatedTokens = "generated_tokens"
        case tokensCharged = "tokens_charged"
        case otherRequests = "other_requests"
    }

    init(_ ledger: KeyLedger, number: Int, key: String, tier: String?) {
        self.number = number
        self.key = key
        self.tier = tier
        accepted = ledger.tally.accepted
        endedByServer = ledger.tally.ended
        rejected = ledger.tally.rejected
        streamsOpen = ledger.slots.open
        streamsPeak = ledger.slots.openPeak
        slotsHeld = ledger.slots.held
        slotsPeak = ledger.slots.heldPeak
        slotsLeaked = ledger.slots.leaked
        tokensInFlightPeak = ledger.gate.tokensPeak
        releases = ledger.slots.releases
        busiestWindow = ledger.budgets.busiestWindow
        waiting = ledger.waiting
        waitingPeak = ledger.tally.waitingPeak
        waited = ledger.tally.waited
        gaveUp = ledger.tally.gaveUp
        promptTokens = ledger.tally.promptTokens
        generatedTokens = ledger.tally.generatedTokens
        tokensCharged = ledger.budgets.tokensCharged
        otherRequests = ledger.budgets.otherRequests
    }
}
