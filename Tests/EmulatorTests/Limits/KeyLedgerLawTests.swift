import RunModel
import Statistics
import Testing

@testable import Emulator

/// What must hold whatever comes in whatever order, under every combination of kinds and behaviours.
@Suite struct KeyLedgerLawTests {
    /// Events at random instants, and what is known of them from outside.
    private struct Walk {
        private(set) var ledger: KeyLedger
        private var generator: SeededGenerator
        private var now = seconds(0)
        private var open: [LimitDemand] = []
        private var waiting: [UInt64: LimitDemand] = [:]
        private var requests = 0
        private var begins: [MonotonicInstant] = []

        init(_ policy: LimitPolicy, seed: UInt64) {
            ledger = KeyLedger(policy, anchor: seconds(0), start: seconds(0))
            generator = SeededGenerator(seed: seed, purpose: 0, index: 0)
        }

        mutating func step() {
            now = now + .nanoseconds(Int64(generator.unit() * 80_000_000))
            switch generator.unit() {
            case ..<0.6: request()
            case ..<0.85: end()
            case ..<0.9: leave()
            default: ledger.advance(to: now)
            }
            for (id, verdict) in ledger.takeSettled() { take(verdict, id, waiting[id]) }
            check()
        }

        private mutating func request() {
            requests += 1
            let id = UInt64(requests)
            let demand = LimitDemand(
                isStreaming: generator.unit() < 0.7, promptTokens: 2, maxTokens: 3)
            take(ledger.request(demand, id, at: now), id, demand)
        }

        private mutating func take(
            _ verdict: KeyLedger.Verdict, _ id: UInt64, _ demand: LimitDemand?
        ) {
            guard let demand else { return }
            waiting[id] = nil
            switch verdict {
            case .admitted, .admittedFor:
                open.append(demand)
                if demand.isStreaming { begins.append(now) }
            case .waits: waiting[id] = demand
            case .refused: break
            }
        }

        private mutating func end() {
            guard !open.isEmpty else { return }
            let demand = open.remove(at: Int(generator.unit() * Double(open.count)))
            let cause = ReleaseCause.allCases[Int(generator.unit() * 3)]
            let natural = now + .milliseconds(90)
            ledger.end(demand, cause, generated: 3, at: now) { natural }
        }

        private mutating func leave() {
            guard let id = waiting.keys.sorted().first else { return }
            waiting[id] = nil
            ledger.withdraw(id, at: now)
        }

        private func check() {
            let slots = ledger.slots
            if let limit = slots.limit, ledger.policy.streams.excess != .slow {
                #expect(slots.held + slots.others <= limit)
            }
            if let limit = ledger.policy.requests.enforced, ledger.policy.window.kind != .bucket {
                #expect(ledger.budgets.busiestWindow <= limit * 2)
            }
            #expect(ledger.waiting == waiting.count)
            let tally = ledger.tally
            let refused = tally.rejected.values.reduce(0, +)
            #expect(
                tally.accepted + refused + tally.gaveUp + ledger.waiting == requests)
            let slotsWanted = open.count { ledger.takesSlot($0) }
            #expect(slots.open == slotsWanted)
            if let due = ledger.nextDue(from: now) { #expect(due > now) }
        }

        /// No span of a sliding window's length may hold more streams than its limit.
        func checkSpans(_ limit: Int, _ length: Duration) {
            for (first, after) in zip(begins, begins.dropFirst(limit)) {
                #expect(after - first >= length)
            }
        }
    }

    @Test(
        arguments: WindowShape.Kind.usual, StreamLimit.Excess.allCases)
    func `the laws hold on random walks`(
        kind: WindowShape.Kind, excess: StreamLimit.Excess
    ) {
        for delays in [RequestLimit.Excess.reject, .delay] {
            for whole in RequestLimit.WholeAnswers.allCases {
                var policy = LimitPolicy()
                policy.streams.limit = 4
                policy.streams.excess = excess
                policy.streams.countsWholeAnswers = whole == .separate
                policy.streams.releaseOnCancel = .after(.milliseconds(30))
                policy.streams.releaseOnCut = .atNaturalEnd
                policy.requests.limit = 6
                policy.requests.excess = delays
                policy.requests.wholeAnswers = whole
                policy.tokens.limit = 60
                policy.window.kind = kind
                policy.window.length = .milliseconds(500)
                policy.others.streams = 1
                policy.others.requestsPerSecond = 2
                policy.queueLength = 5
                var walk = Walk(policy, seed: 7)
                for _ in 0..<600 { walk.step() }
                // A queued stream begins later than its budget was charged.
                if kind == .sliding, excess != .queue {
                    walk.checkSpans(6, policy.window.length)
                }
            }
        }
    }
}
