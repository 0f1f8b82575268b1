import RunModel
import Testing

@testable import Emulator

/// Moves one key's ledger by hand.
private struct LedgerDriver {
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

private func refused(_ reason: LimitReason, _ retryAfter: Double? = nil) -> KeyLedger.Verdict {
    .refused(
        LimitRefusal(
            reason: reason, retryAfter: retryAfter.map { .nanoseconds(Int64($0 * 1e9)) }))
}

@Suite struct KeyLedgerTests {
    @Test func `without limits everything is let in and counted`() {
        var key = LedgerDriver { _ in }
        for _ in 0..<500 { #expect(key.request(at: 1) == .admitted) }
        #expect(key.ledger.tally.accepted == 500)
        #expect(key.ledger.slots.openPeak == 500)
        #expect(key.ledger.budgets.busiestWindow == 500)
    }

    @Test func `a stream beyond the slots is refused until one ends`() {
        var key = LedgerDriver { $0.streams.limit = 2 }
        #expect(key.request(at: 0) == .admitted)
        #expect(key.request(at: 0) == .admitted)
        #expect(key.request(at: 0) == refused(.streams))
        #expect(key.request(LedgerDriver.whole, at: 0) == .admitted)
        key.end(at: 1)
        #expect(key.request(at: 1) == .admitted)
        #expect(key.ledger.tally.rejected == [.streams: 1])
    }

    @Test func `whole answers take slots where they are to`() {
        var key = LedgerDriver {
            $0.streams.limit = 1
            $0.streams.countsWholeAnswers = true
        }
        #expect(key.request(LedgerDriver.whole, at: 0) == .admitted)
        #expect(key.request(at: 0) == refused(.streams))
    }

    @Test func `requests over the budget are told when to come again`() {
        var key = LedgerDriver { $0.requests.limit = 2 }
        #expect(key.request(at: 0.5) == .admitted)
        #expect(key.request(LedgerDriver.whole, at: 0.5) == .admitted)
        #expect(key.request(at: 0.5) == refused(.requests, 1.5))
        #expect(key.request(at: 2) == .admitted)
        #expect(key.ledger.budgets.busiestWindow == 2)
    }

    @Test func `refused requests use up the window only where they are to`() {
        for countsRejected in [false, true] {
            var key = LedgerDriver {
                $0.requests.limit = 1
                $0.requests.countsRejected = countsRejected
                $0.window.kind = .sliding
            }
            #expect(key.request(at: 0) == .admitted)
            #expect(key.request(at: 1.5) == refused(.requests, countsRejected ? 2 : 0.5))
            let second = key.request(at: 2)
            #expect(second == (countsRejected ? refused(.requests, 2) : .admitted))
        }
    }

    @Test func `a refusal for want of a slot can use up the window too`() {
        var key = LedgerDriver {
            $0.requests.limit = 2
            $0.requests.countsRejected = true
            $0.streams.limit = 1
        }
        #expect(key.request(at: 0) == .admitted)
        #expect(key.request(at: 0) == refused(.streams))
        #expect(key.request(LedgerDriver.whole, at: 0) == refused(.requests, 2))
    }

    @Test(arguments: RequestLimit.WholeAnswers.allCases)
    func `whole answers share the budget, have their own or none`(
        counted: RequestLimit.WholeAnswers
    ) {
        var key = LedgerDriver {
            $0.requests.limit = 2
            $0.requests.wholeAnswers = counted
        }
        for _ in 0..<2 { #expect(key.request(at: 0) == .admitted) }
        var wholes = 0
        while wholes < 5, key.request(LedgerDriver.whole, at: 0) == .admitted { wholes += 1 }
        #expect(wholes == [.shared: 0, .separate: 2, .free: 5][counted])
        let reading = key.ledger.budgets.reading(of: LedgerDriver.whole, at: seconds(0))
        #expect((reading.requests == nil) == (counted == .free))
    }

    @Test(arguments: [-1, 0, 1]) func `the ceiling can be off by one`(offset: Int) {
        var key = LedgerDriver {
            $0.requests.limit = 3
            $0.requests.offset = offset
            $0.streams.limit = 10
        }
        var accepted = 0
        while key.request(at: 0) == .admitted { accepted += 1 }
        #expect(accepted == 3 + offset)
        let reading = key.ledger.budgets.reading(of: LedgerDriver.stream, at: seconds(0.5))
        #expect(reading.requests?.limit == 3)
        #expect(reading.requests?.remaining == (offset < 0 ? 1 : 0))
        #expect(reading.requests?.reset == .milliseconds(1500))
    }

    @Test func `the ceiling of streams and of a bucket can be off, too`() {
        var streams = LedgerDriver {
            $0.streams.limit = 3
            $0.streams.offset = 1
        }
        for _ in 0..<4 { #expect(streams.request(at: 0) == .admitted) }
        #expect(streams.request(at: 0) == refused(.streams))
        var bucket = LedgerDriver {
            $0.window.kind = .bucket
            $0.window.bucketCapacity = 2
            $0.requests.limit = 1
            $0.requests.offset = 1
        }
        for _ in 0..<3 { #expect(bucket.request(at: 0) == .admitted) }
        #expect(bucket.request(at: 0) == refused(.requests, 2))
    }

    @Test func `tokens are charged before, or partly after`() {
        var before = LedgerDriver { $0.tokens.limit = 20 }
        #expect(before.request(at: 0) == .admitted)
        #expect(before.request(at: 0) == .admitted)
        #expect(before.request(at: 0) == refused(.tokens, 2))
        #expect(before.ledger.budgets.tokensCharged == 20)
        var after = LedgerDriver {
            $0.tokens.limit = 20
            $0.tokens.cost = .generated
        }
        for _ in 0..<6 { #expect(after.request(at: 0) == .admitted) }
        #expect(after.request(at: 0) == refused(.tokens, 2))
        after.end(generated: 50, at: 2)
        #expect(after.request(at: 2) == refused(.tokens, 2))
        #expect(after.ledger.tally.generatedTokens == 50)
    }

    @Test func `a request larger than the window never gets in and is not told when`() {
        var key = LedgerDriver {
            $0.tokens.limit = 9
            $0.requests.excess = .delay
        }
        #expect(key.request(at: 0) == refused(.tokens))
    }

    @Test func `somebody else uses up slots and requests of the key`() {
        var key = LedgerDriver {
            $0.requests.limit = 5
            $0.others.requestsPerSecond = 2
            $0.streams.limit = 3
            $0.others.streams = 2
        }
        #expect(key.request(at: 0) == .admitted)
        #expect(key.request(at: 0) == refused(.streams))
        #expect(key.request(LedgerDriver.whole, at: 1.6) == .admitted)
        #expect(key.request(LedgerDriver.whole, at: 1.6) == refused(.requests, 0.4))
        #expect(key.ledger.budgets.otherRequests == 3)
    }
}

@Suite struct KeyLedgerWaitingTests {
    private func settled(_ key: inout LedgerDriver) -> [UInt64] {
        key.ledger.takeSettled().filter { $0.1 == .admitted }.map(\.0)
    }

    @Test func `those who wait for a slot get it in their order, up to a number`() {
        var key = LedgerDriver {
            $0.streams.limit = 1
            $0.streams.excess = .queue
            $0.queueLength = 2
        }
        #expect(key.request(at: 0) == .admitted)
        #expect(key.request(at: 0) == .waits(forSlot: true))
        #expect(key.request(at: 0) == .waits(forSlot: true))
        #expect(key.request(at: 0) == refused(.queue))
        #expect(key.ledger.nextDue(from: seconds(0)) == nil)
        key.end(at: 1)
        #expect(settled(&key) == [2])
        key.end(at: 1)
        #expect(settled(&key) == [3])
        #expect(key.ledger.tally.waitingPeak == 2)
        #expect(key.ledger.tally.accepted == 3)
    }

    @Test func `nobody overtakes those who wait`() {
        var key = LedgerDriver {
            $0.streams.limit = 1
            $0.streams.excess = .queue
            $0.streams.releaseOnEnd = .after(.milliseconds(500))
        }
        #expect(key.request(at: 0) == .admitted)
        #expect(key.request(at: 0) == .waits(forSlot: true))
        key.end(at: 1)
        #expect(key.ledger.nextDue(from: seconds(1)) == seconds(1.5))
        #expect(key.request(at: 1.5) == .waits(forSlot: true))
        #expect(settled(&key) == [2])
    }

    @Test func `who leaves the queue makes room in it`() {
        var key = LedgerDriver {
            $0.streams.limit = 1
            $0.streams.excess = .queue
        }
        #expect(key.request(at: 0) == .admitted)
        #expect(key.request(at: 0) == .waits(forSlot: true))
        #expect(key.request(at: 0) == .waits(forSlot: true))
        key.ledger.withdraw(2, at: seconds(0.5))
        key.end(at: 1)
        #expect(settled(&key) == [3])
        #expect(key.ledger.tally.gaveUp == 1)
    }

    @Test func `delayed requests are let in as the budget allows`() {
        var key = LedgerDriver {
            $0.requests.limit = 2
            $0.requests.excess = .delay
        }
        for _ in 0..<2 { #expect(key.request(at: 0) == .admitted) }
        for _ in 0..<3 { #expect(key.request(at: 0.5) == .waits(forSlot: false)) }
        #expect(key.ledger.nextDue(from: seconds(0.5)) == seconds(2))
        key.ledger.advance(to: seconds(2) + .nanoseconds(-1))
        #expect(settled(&key) == [])
        key.ledger.advance(to: seconds(2))
        #expect(settled(&key) == [3, 4])
        #expect(key.ledger.nextDue(from: seconds(2)) == seconds(4))
        key.ledger.advance(to: seconds(4))
        #expect(settled(&key) == [5])
        #expect(key.ledger.budgets.busiestWindow == 2)
    }

    @Test func `a delayed stream that finds no slot is refused then`() {
        var key = LedgerDriver {
            $0.requests.limit = 1
            $0.requests.excess = .delay
            $0.streams.limit = 1
        }
        #expect(key.request(LedgerDriver.whole, at: 0) == .admitted)
        #expect(key.request(at: 0) == .waits(forSlot: false))
        #expect(key.request(at: 0) == .waits(forSlot: false))
        key.ledger.advance(to: seconds(2))
        #expect(settled(&key) == [2])
        key.ledger.advance(to: seconds(4))
        let last = key.ledger.takeSettled()
        #expect(last.map(\.1) == [refused(.streams)])
        #expect(key.ledger.tally.rejected == [.streams: 1])
    }

    @Test func `a delayed stream may wait for a slot after the budget`() {
        var key = LedgerDriver {
            $0.requests.limit = 1
            $0.requests.excess = .delay
            $0.streams.limit = 1
            $0.streams.excess = .queue
        }
        #expect(key.request(at: 0) == .admitted)
        #expect(key.request(at: 0) == .waits(forSlot: false))
        key.ledger.advance(to: seconds(2))
        #expect(key.ledger.takeSettled().map(\.1) == [.waits(forSlot: true)])
        key.end(at: 3)
        #expect(settled(&key) == [2])
        #expect(key.ledger.tally.waited == 2)
    }

    @Test func `whole answers with a budget of their own wait in a line of their own`() {
        var key = LedgerDriver {
            $0.requests.limit = 1
            $0.requests.excess = .delay
            $0.requests.wholeAnswers = .separate
        }
        #expect(key.request(at: 0) == .admitted)
        #expect(key.request(at: 0) == .waits(forSlot: false))
        #expect(key.request(LedgerDriver.whole, at: 0) == .admitted)
    }

    @Test(arguments: [
        (ReleaseCause.end, 1.0), (.cancel, 1.25), (.cut, 3.0),
    ])
    func `a slot is released as its cause says`(cause: ReleaseCause, free: Double) {
        var key = LedgerDriver {
            $0.streams.limit = 1
            $0.streams.releaseOnCancel = .after(.milliseconds(250))
            $0.streams.releaseOnCut = .atNaturalEnd
        }
        #expect(key.request(at: 0) == .admitted)
        key.end(cause, at: 1, naturalEnd: 3)
        if free > 1 { #expect(key.request(at: free - 0.001) == refused(.streams)) }
        #expect(key.request(at: free) == .admitted)
        let release = key.ledger.slots.releases[cause]
        #expect(release?.delayMaxMilliseconds == (free - 1) * 1000)
    }

    @Test func `too many are let in and crowd each other where streams slow down`() {
        var key = LedgerDriver {
            $0.streams.limit = 2
            $0.streams.excess = .slow
        }
        for _ in 0..<5 { #expect(key.request(at: 0) == .admitted) }
        #expect(key.ledger.slots.crowding == 2.5)
        key.end(at: 1)
        #expect(key.ledger.slots.crowding == 2)
    }
}
