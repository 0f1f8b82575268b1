import RunModel
import Testing

@testable import Emulator

@Suite struct SlotTableTests {
    @Test func `slots are free until the limit is reached`() {
        var slots = SlotTable(limit: 2, others: 0)
        slots.take()
        #expect(slots.isFree)
        slots.take()
        #expect(!slots.isFree)
        slots.release(.end, gone: seconds(1), free: seconds(1))
        #expect(slots.isFree)
        #expect(slots.openPeak == 2)
    }

    @Test func `somebody else's slots are not free`() {
        var slots = SlotTable(limit: 3, others: 2)
        slots.take()
        #expect(!slots.isFree)
        #expect(slots.openPeak == 1)
    }

    @Test func `a slot can outlive its stream, to the nanosecond`() {
        var slots = SlotTable(limit: 1, others: 0)
        slots.take()
        slots.release(.cancel, gone: seconds(1), free: seconds(1.5))
        #expect(slots.open == 0)
        #expect(slots.held == 1)
        #expect(slots.nextRelease == seconds(1.5))
        slots.advance(to: seconds(1.5) + .nanoseconds(-1))
        #expect(!slots.isFree)
        slots.advance(to: seconds(1.5))
        #expect(slots.isFree)
        #expect(slots.releases[.cancel]?.count == 1)
        #expect(slots.releases[.cancel]?.delayMaxMilliseconds == 500)
    }

    @Test func `slots used over slots there are is what slows streams down`() {
        var slots = SlotTable(limit: 2, others: 1)
        #expect(slots.crowding == 1)
        for _ in 0..<4 { slots.take() }
        #expect(slots.crowding == 2.5)
        #expect(SlotTable(limit: nil, others: 5).crowding == 1)
    }

    @Test func `the natural end is asked for only where it decides`() {
        let gone = seconds(1)
        #expect(SlotRelease.atOnce.instant(gone: gone) { fatalNaturalEnd() } == gone)
        #expect(
            SlotRelease.after(.milliseconds(20)).instant(gone: gone) { fatalNaturalEnd() }
                == gone + .milliseconds(20))
        #expect(SlotRelease.atNaturalEnd.instant(gone: gone) { seconds(3) } == seconds(3))
        #expect(SlotRelease.atNaturalEnd.instant(gone: gone) { seconds(0) } == gone)
    }

    private func fatalNaturalEnd() -> MonotonicInstant {
        Issue.record("nobody needed the natural end")
        return seconds(0)
    }

    @Test func `release delays have a mean and a longest`() {
        var tally = ReleaseTally()
        for delay in [10, 20, 60] { tally.count(.milliseconds(delay)) }
        #expect(tally.count == 3)
        #expect(tally.delayMeanMilliseconds == 30)
        #expect(tally.delayMaxMilliseconds == 60)
    }
}
