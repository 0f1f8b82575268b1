import RunModel
import SyntheticRuns
import Testing

@testable import Analysis

@Suite struct SweepSummaryTests {
    private static let sweep = SyntheticSweep()
    private static let steps = sweep.steps()
    private static let summary = sweep.summary(of: steps)

    private func point(_ rate: Double) throws -> SweepPoint {
        try #require(Self.summary[SweepLoad(.rate, rate)])
    }

    @Test func `each load has the numbers of its steps, pooled over the passes`() throws {
        #expect(Self.summary.points.map(\.load.value) == Self.sweep.rates)
        let point = try point(2)
        #expect(point.passes.count == 2)
        #expect(point.requests == 240)
        let served = try #require(point.served)
        #expect(try #require(served.low) < 2)
        #expect(try #require(served.high) > 2)
        #expect(abs(try #require(served.value) - 2) < 0.2)
        let first = try #require(point.timeToFirstToken)
        #expect(abs(try #require(first.p50.value) - 205) < 15)
        #expect(try #require(first.p50.low) < 205)
        #expect(try #require(first.p50.high) > 205)
        // Too few for a p99.
        #expect(first.p99.value == nil)
        #expect(point.failures?.value == 0)
    }

    /// Little: in flight is what is served a second times how long each stays.
    @Test func `what is in flight agrees with what is served`() throws {
        let point = try point(3)
        let inFlight = try #require(point.inFlight?.value)
        let served = try #require(point.served?.value)
        let length = try #require(point.endToEnd?.p50.value) / 1000
        #expect(abs(inFlight / (served * length) - 1) < 0.15)
    }

    @Test func `an open loop above what is served is saturated, and below it is not`() throws {
        #expect(try point(6).isSaturated)
        #expect(try !point(2).isSaturated)
        #expect(try #require(try point(6).served?.value) < 4.6)
    }

    @Test func `the knee lies where the slots are nearly all taken`() throws {
        let knee = try #require(Self.summary.knee)
        #expect((2...3.5).contains(knee.load.value))
    }

    @Test func `passes of a steady target do not differ, those of a slower one do`() {
        #expect(Self.summary.points.allSatisfy { $0.disagreements.isEmpty })
        var slower = Self.sweep
        slower.rates = [1, 2]
        slower.slowdown = 1.5
        let summary = slower.summary()
        #expect(
            summary.points.allSatisfy { point in
                point.disagreements.contains { $0.quantity == .timeToFirstToken }
            })
        // What lies between the passes is within the interval.
        let first = summary.points[0].timeToFirstToken?.p50
        #expect((first?.low ?? 0) < 230 && (first?.high ?? 0) > 280)
    }

    @Test func `a load at which the client was late is marked, and is part of no knee`() throws {
        var limited = Self.sweep
        limited.limitedRates = [3, 3.5, 6]
        let summary = limited.summary()
        #expect(summary[SweepLoad(.rate, 3)]?.trust.limitedBy == .client)
        #expect(summary[SweepLoad(.rate, 2)]?.trust.limitedBy == nil)
        #expect(try #require(summary.knee).load.value <= 2)
    }

    @Test func `what is measured again and what was cut short counts nowhere`() throws {
        var record = Self.sweep.record
        let place = SweepPlan.Place(SweepLoad(.rate, 1), pass: 1)
        record.steps = [
            SweepStep(place, attempt: 0, folder: "a", ending: .measured, settling: .repeated),
            SweepStep(place, attempt: 1, folder: "b", ending: .interrupted, settling: .unknown),
        ]
        #expect(!record.hasMeasured(place))
        #expect(record.missing.count == record.plan.places.count)
        record.steps.append(
            SweepStep(place, attempt: 0, folder: "c", ending: .saturated, settling: .unknown))
        #expect(record.hasMeasured(place))
        #expect(record.isBeyond(SweepPlan.Place(SweepLoad(.rate, 2), pass: 2)))
        #expect(!record.isBeyond(SweepPlan.Place(SweepLoad(.rate, 1), pass: 2)))
    }
}
