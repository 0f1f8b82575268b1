import Testing

@testable import Engine

/// What is taken for output that a server held back while it parsed a call. Times in ms, 10 bytes an event.
@Suite struct HeldOutputTests {
    /// Gaps of a stream, the call's beginning marked, and the bytes of each event.
    private func held(
        before: [Int64] = [20, 20, 20, 20], gap: Int64, burst: [(Int64, Int)],
        isCallStart: Bool = true
    ) -> (held: Int64, events: [Int], ordinary: Int64?) {
        var output = HeldOutput()
        var ordinary: Int64?
        for (index, gap) in before.enumerated() {
            let verdict = output.take(
                gap: gap * 1_000_000, event: index + 1, isCallStart: false, bytes: 10)
            #expect(!verdict.isOpen)
        }
        let event = before.count + 1
        for (index, (between, bytes)) in ([(gap, 10)] + burst).enumerated() {
            let verdict = output.take(
                gap: between * 1_000_000, event: event + index,
                isCallStart: isCallStart && index == 0, bytes: bytes)
            ordinary = ordinary ?? verdict.ordinary?.nanoseconds
        }
        ordinary = ordinary ?? output.settle()?.nanoseconds
        return (output.nanoseconds / 1_000_000, output.events, ordinary.map { $0 / 1_000_000 })
    }

    @Test func `a call that comes at once after a long gap was held back`() {
        // 600 ms at 10 bytes in 20 ms are 300.
        let many = held(gap: 600, burst: Array(repeating: (0, 10), count: 20))
        #expect(many.held == 600 && many.events == [5] && many.ordinary == nil)
        let one = held(gap: 600, burst: [(1, 160)])
        #expect(one.held == 600 && one.events == [5])
    }

    @Test func `a pause before a call that then comes at its pace is a gap`() {
        let slow = held(gap: 600, burst: Array(repeating: (20, 10), count: 20))
        #expect(slow.held == 0 && slow.events.isEmpty && slow.ordinary == 600)
        let alone = held(gap: 600, burst: [])
        #expect(alone.held == 0 && alone.ordinary == 600)
        let few = held(gap: 600, burst: Array(repeating: (0, 10), count: 8))
        #expect(few.held == 0 && few.ordinary == 600)
    }

    @Test func `what does not begin a call, or has no pace before, is a gap`() {
        let burst = Array(repeating: (Int64(0), 10), count: 40)
        #expect(held(gap: 600, burst: burst, isCallStart: false).held == 0)
        #expect(held(before: [20, 20, 20], gap: 600, burst: burst).held == 0)
        #expect(held(gap: 90, burst: burst).held == 0)
        #expect(held(before: [1, 1, 1, 1], gap: 9, burst: burst).held == 0)
    }
}
