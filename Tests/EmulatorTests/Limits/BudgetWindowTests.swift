import RunModel
import Testing

@testable import Emulator

/// So many seconds after the anchor of a test.
func seconds(_ number: Double) -> MonotonicInstant {
    MonotonicInstant(nanoseconds: 1_000_000_000_000 + Int64(number * 1e9))
}

private let nanosecond = Duration.nanoseconds(1)

@Suite struct BudgetWindowTests {
    /// Spends one at a time until it is refused.
    private func spend(_ window: inout some BudgetWindow, at now: MonotonicInstant) -> Int {
        window.advance(to: now)
        var spent = 0
        while window.admits(1) {
            window.charge(1, at: now)
            spent += 1
        }
        return spent
    }

    @Test func `a fixed window counts anew at its edge, not before`() {
        var window = FixedWindow(limit: 3, length: .seconds(2), anchor: seconds(0))
        #expect(spend(&window, at: seconds(1.9)) == 3)
        #expect(spend(&window, at: seconds(2) + .nanoseconds(-1)) == 0)
        #expect(spend(&window, at: seconds(2)) == 3)
        #expect(spend(&window, at: seconds(7)) == 3)
    }

    @Test func `a fixed window may be asked before its anchor`() {
        var window = FixedWindow(limit: 1, length: .seconds(2), anchor: seconds(0))
        #expect(spend(&window, at: seconds(-0.5)) == 1)
        #expect(window.nextAdmission(of: 1, from: seconds(-0.5)) == seconds(0))
        #expect(spend(&window, at: seconds(0)) == 1)
        let edges = WindowEdges(anchor: seconds(0), length: .seconds(2))
        #expect(edges.start(before: seconds(-2)) == seconds(-2))
        #expect(edges.start(before: seconds(-2) + .nanoseconds(-1)) == seconds(-4))
    }

    @Test func `a fixed window tells its edge as next admission and reset`() {
        var window = FixedWindow(limit: 2, length: .seconds(2), anchor: seconds(0))
        window.advance(to: seconds(0.5))
        #expect(window.reset(from: seconds(0.5)) == seconds(0.5))
        #expect(spend(&window, at: seconds(0.5)) == 2)
        #expect(window.nextAdmission(of: 1, from: seconds(0.5)) == seconds(2))
        #expect(window.reset(from: seconds(0.5)) == seconds(2))
        #expect(window.nextAdmission(of: 3, from: seconds(0.5)) == nil)
    }

    @Test func `a sliding window forgets each request its length after it`() {
        var window = SlidingWindow(limit: 2, length: .seconds(2))
        window.charge(1, at: seconds(0))
        window.charge(1, at: seconds(1.5))
        #expect(window.nextAdmission(of: 1, from: seconds(1.5)) == seconds(2))
        #expect(window.nextAdmission(of: 2, from: seconds(1.5)) == seconds(3.5))
        #expect(window.reset(from: seconds(1.5)) == seconds(3.5))
        #expect(spend(&window, at: seconds(2) + .nanoseconds(-1)) == 0)
        #expect(spend(&window, at: seconds(2)) == 1)
        #expect(spend(&window, at: seconds(3.5)) == 1)
        #expect(spend(&window, at: seconds(10)) == 2)
    }

    @Test func `no span of a sliding window's length holds more than its limit`() {
        var window = SlidingWindow(limit: 5, length: .seconds(1))
        var times: [Int] = []
        for step in 0..<400 {
            let now = seconds(Double(step) * 0.013)
            window.advance(to: now)
            guard window.admits(1) else { continue }
            window.charge(1, at: now)
            times.append(step)
        }
        for (first, sixth) in zip(times, times.dropFirst(5)) {
            #expect(Double(sixth - first) * 0.013 >= 1)
        }
    }

    @Test func `a bucket gives its capacity at once and then one a share of the window`() {
        var bucket = TokenBucket(capacity: 4, refill: 2, length: .seconds(1), start: seconds(0))
        #expect(spend(&bucket, at: seconds(0)) == 4)
        #expect(bucket.nextAdmission(of: 1, from: seconds(0)) == seconds(0.5))
        #expect(bucket.reset(from: seconds(0)) == seconds(2))
        #expect(spend(&bucket, at: seconds(0.5) + .nanoseconds(-1)) == 0)
        #expect(spend(&bucket, at: seconds(0.5)) == 1)
        #expect(spend(&bucket, at: seconds(60)) == 4)
    }

    @Test func `a bucket loses nothing to rounding`() {
        // A third of a token a second, asked every nanosecond around the first that is due.
        var bucket = TokenBucket(capacity: 1, refill: 1, length: .seconds(3), start: seconds(0))
        #expect(spend(&bucket, at: seconds(0)) == 1)
        for step in 1..<3000 { bucket.advance(to: seconds(Double(step) / 1000)) }
        #expect(spend(&bucket, at: seconds(3) + .nanoseconds(-1)) == 0)
        #expect(spend(&bucket, at: seconds(3)) == 1)
        #expect(bucket.nextAdmission(of: 2, from: seconds(3)) == nil)
    }

    @Test func `what is spent beyond the limit is owed, by a bucket once over at most`() {
        var bucket = TokenBucket(capacity: 2, refill: 2, length: .seconds(1), start: seconds(0))
        bucket.charge(100, at: seconds(0))
        #expect(bucket.remaining == 0)
        #expect(bucket.nextAdmission(of: 1, from: seconds(0)) == seconds(1.5))
        var sliding = SlidingWindow(limit: 2, length: .seconds(1))
        sliding.charge(5, at: seconds(0))
        sliding.charge(1, at: seconds(0.5))
        #expect(sliding.nextAdmission(of: 1, from: seconds(0.5)) == seconds(1))
    }

    @Test func `a limit of zero lets nothing in, ever`() {
        let windows: [any BudgetWindow] = [
            FixedWindow(limit: 0, length: .seconds(1), anchor: seconds(0)),
            SlidingWindow(limit: 0, length: .seconds(1)),
            TokenBucket(capacity: 0, refill: 1, length: .seconds(1), start: seconds(0)),
        ]
        for window in windows {
            #expect(!window.admits(1))
            #expect(window.nextAdmission(of: 1, from: seconds(0)) == nil)
        }
    }

    @Test func `somebody else comes at even intervals`() {
        var traffic = OtherTraffic()
        #expect(OtherArrivals(traffic, start: seconds(0)) == nil)
        traffic.requestsPerSecond = 4
        var arrivals = OtherArrivals(traffic, start: seconds(0))
        #expect(arrivals?.take(by: seconds(0.25) + .nanoseconds(-1)) == nil)
        #expect(arrivals?.take(by: seconds(1)) == seconds(0.25))
        #expect(arrivals?.take(by: seconds(1)) == seconds(0.5))
    }
}
