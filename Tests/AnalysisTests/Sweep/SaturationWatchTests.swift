import Foundation
import Statistics
import Testing

@testable import Analysis

/// A queue in virtual time: random arrivals, so many slots, answers of random length, looked at as a step is.
private struct WatchedQueue {
    let slices: [SaturationWatch.Slice]

    init(rate: Double, slots: Int, seconds: Double, seed: UInt64) {
        var generator = SeededGenerator(seed: seed, purpose: 4, index: 0)
        var free = [Double](repeating: 0, count: slots)
        var spans: [(start: Double, first: Double, end: Double)] = []
        var now = 0.0
        let warmup = 6.0
        while now < warmup + seconds {
            now -= log(generator.unit()) / rate
            let slot = free.indices.min { free[$0] < free[$1] } ?? 0
            let begin = max(now, free[slot])
            free[slot] = begin - log(generator.unit())
            spans.append((now, begin - now + 0.2, free[slot]))
        }
        let length = max(seconds / 20, 8 / rate)
        slices = (0..<Int(seconds / length)).map { index in
            let (from, to) = (
                warmup + Double(index) * length, warmup + Double(index + 1) * length
            )
            let open = spans.reduce(0.0) { $0 + max(0, min($1.end, to) - max($1.start, from)) }
            let ended = spans.filter { from <= $0.end && $0.end < to }
            return SaturationWatch.Slice(
                inFlight: open / length,
                firstToken: ended.isEmpty
                    ? nil : ended.reduce(0) { $0 + $1.first * 1000 } / Double(ended.count),
                started: spans.count { from <= $0.start && $0.start < to }, ended: ended.count)
        }
    }

    /// The slice with which saturation was found.
    var found: Int? {
        var watch = SaturationWatch()
        return slices.indices.first { index in
            watch.add(slices[index])
            return watch.isSaturated
        }
    }
}

@Suite struct SaturationWatchTests {
    /// Eight slots of answers of a second: eight a second is all they serve.
    private func queue(_ rate: Double, _ seed: Int) -> WatchedQueue {
        WatchedQueue(rate: rate, slots: 8, seconds: 30, seed: UInt64(seed))
    }

    @Test(arguments: [11.0, 16.0])
    func `a load that is too much is found before its step ends`(rate: Double) {
        let found = (1...100).count { queue(rate, $0).found != nil }
        #expect(found >= 90, "\(found)")
    }

    @Test(arguments: [2.0, 5.0, 7.0])
    func `a load that the target bears is hardly ever taken for too much`(rate: Double) {
        let found = (1...200).count { queue(rate, $0).found != nil }
        #expect(found <= 4, "\(found)")
    }

    @Test func `growth of one of the two is not enough`() {
        var watch = SaturationWatch()
        for index in 1...12 {
            watch.add(
                SaturationWatch.Slice(
                    inFlight: 10 * Double(index), firstToken: 200, started: 20, ended: 10))
        }
        #expect(!watch.isSaturated)
    }
}
