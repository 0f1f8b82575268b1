import RunModel
import Testing

@testable import Emulator

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
