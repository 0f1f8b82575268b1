import Analysis
import Testing

@testable import Reporting

@Suite struct StreamLanesTests {
    private func entry(
        _ sent: Double, _ answered: Double?, _ closed: Double
    ) -> LimitsTimeline.Entry {
        LimitsTimeline.Entry(
            request: 0, probe: "fill", round: 0, isStreaming: true, sent: sent,
            answered: answered, closed: closed, state: .accepted, status: 200, ending: "end")
    }

    @Test func `a stream takes the lowest lane that is free`() {
        let lanes = StreamLanes([
            entry(0, 0.1, 4), entry(1, 1.1, 2), entry(1.5, 1.6, 5), entry(2, 2.1, 3),
            entry(4, 4.1, 6),
        ])
        #expect(lanes.stays.map(\.lane) == [0, 1, 2, 1, 0])
        #expect(lanes.count == 3)
    }

    @Test func `a stream that is kept waiting moves below the ceiling with its output`() {
        let lanes = StreamLanes(
            [entry(0, 0.1, 4), entry(0, 0.1, 6), entry(1, 4.2, 8)], queueingAbove: 2)
        let last = lanes.stays.filter { $0.entry == 2 }
        #expect(last.map(\.lane) == [2, 0])
        #expect(last.map(\.isWaiting) == [true, false])
        #expect(last.map(\.start) == [1, 4.2])
        #expect(last.map(\.end) == [4.2, 8])
    }

    @Test func `a stream that waits in vain stays above the ceiling`() {
        let lanes = StreamLanes([entry(0, 0.1, 9), entry(1, nil, 5)], queueingAbove: 1)
        #expect(lanes.stays.map(\.lane) == [0, 1])
        #expect(lanes.stays.map(\.isWaiting) == [false, true])
    }

    @Test func `a stream without length still has its lane`() {
        let lanes = StreamLanes([entry(1, nil, 1), entry(1, nil, 1), entry(2, nil, 2)])
        #expect(lanes.stays.map(\.lane) == [0, 1, 0])
    }
}
