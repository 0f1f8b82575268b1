import Reactor
import RunModel
import Testing

@testable import Engine

@Suite struct ArrivalBoundsTests {
    private func arrival(
        _ earliest: Int64, _ arrived: Int64, isStamped: Bool = true
    ) -> Arrival {
        let instant = MonotonicInstant(nanoseconds: arrived * 1_000_000)
        var arrival = Arrival(arrived: instant, read: instant, isStamped: isStamped)
        arrival.earliest = MonotonicInstant(nanoseconds: earliest * 1_000_000)
        return arrival
    }

    @Test func `an event that ends its read is exact, however long its socket was empty`() {
        var bounds = ArrivalBounds()
        #expect(bounds.add(arrival(0, 200), floor: nil) == nil)
        let first = bounds.add(arrival(200, 230), floor: nil)
        #expect(first?.interval.width == 0)
        #expect(first?.isFirst == true)
        let second = bounds.settle()
        #expect(second?.interval.width == 0)
        #expect(second?.gap == nil)
        #expect(second?.isFirst == false)
        #expect(bounds.settle() == nil)
    }

    @Test func `an event that something followed lies between empty and its read's stamp`() throws {
        var bounds = ArrivalBounds()
        _ = bounds.add(arrival(0, 200), floor: nil)
        // Two events of one read, the second of which ends it.
        _ = bounds.add(arrival(210, 300), floor: nil)
        bounds.follow()
        let added = bounds.add(arrival(210, 300), floor: nil)
        let followed = try #require(added)
        #expect(followed.interval.width == 90_000_000)
        let gap = try #require(followed.gap)
        #expect(gap.nominal == 100_000_000)
        #expect(gap.shortest == 10_000_000)
        #expect(gap.longest == 100_000_000)
        let settled = bounds.settle()
        let last = try #require(settled)
        #expect(last.interval.width == 0)
        // Counted as 0, and at most what its neighbour may have come earlier.
        let between = try #require(last.gap)
        #expect(between.nominal == 0)
        #expect(between.shortest == 0)
        #expect(between.longest == 90_000_000)
    }

    @Test func `nothing came before the request was sent`() throws {
        var bounds = ArrivalBounds()
        _ = bounds.add(
            arrival(0, 200, isStamped: false), floor: MonotonicInstant(nanoseconds: 150_000_000))
        let last = bounds.settle()
        let settled = try #require(last)
        #expect(settled.interval.earliest == 150_000_000)
        #expect(settled.interval.latest == 200_000_000)
    }

    @Test func `bytes that waited behind a lost segment came when they were read at the latest`()
        throws
    {
        var bounds = ArrivalBounds()
        var held = arrival(100, 120)
        held.read = MonotonicInstant(nanoseconds: 160_000_000)
        held.holdBack()
        _ = bounds.add(held, floor: nil)
        let last = bounds.settle()
        let settled = try #require(last)
        // Not at the stamp of the last at the earliest: what came before the hole did not wait for it.
        #expect(settled.interval.earliest == 100_000_000)
        #expect(settled.interval.latest == 160_000_000)
    }

    @Test(arguments: [
        (Int64(1_000_000), Int64(10_000_000), false), (1_000_001, 10_000_000, true),
        (3_000_000, 200_000_000, false), (4_000_001, 200_000_000, true),
    ])
    func `an interval matters beyond the larger of a millisecond and two per cent`(
        width: Int64, value: Int64, matters: Bool
    ) {
        #expect(ArrivalBounds.matters(width, of: value) == matters)
    }
}
