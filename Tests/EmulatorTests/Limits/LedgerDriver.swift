import RunModel

@testable import Emulator

/// Moves one key's ledger by hand.
struct LedgerDriver {
    var ledger: KeyLedger
    private var nextID: UInt64 = 0

    init(_ change: (inout LimitPolicy) -> Void) {
        var policy = LimitPolicy()
        policy.window.length = .seconds(2)
        change(&policy)
        ledger = KeyLedger(policy, anchor: seconds(0), start: seconds(0))
    }

    static let stream = LimitDemand(isStreaming: true, promptTokens: 3, maxTokens: 7)
    static let whole = LimitDemand(isStreaming: false, promptTokens: 3, maxTokens: 7)

    mutating func request(
        _ demand: LimitDemand = stream, at second: Double
    ) -> KeyLedger.Verdict {
        nextID += 1
        return ledger.request(demand, nextID, at: seconds(second))
    }

    mutating func end(
        _ cause: ReleaseCause = .end, generated: Int = 0, at second: Double,
        naturalEnd: Double = 0
    ) {
        ledger.end(Self.stream, cause, generated: generated, at: seconds(second)) {
            seconds(naturalEnd)
        }
    }
}

func refused(_ reason: LimitReason, _ retryAfter: Double? = nil) -> KeyLedger.Verdict {
    .refused(
        LimitRefusal(
            reason: reason, retryAfter: retryAfter.map { .nanoseconds(Int64($0 * 1e9)) }))
}
