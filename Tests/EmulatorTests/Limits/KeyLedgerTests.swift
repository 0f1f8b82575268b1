import RunModel
import Testing

@testable import Emulator

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
