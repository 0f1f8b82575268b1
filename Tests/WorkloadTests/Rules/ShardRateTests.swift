import RunModel
import Testing

@testable import Workload

@Suite struct ShardRateTests {
    /// Starts of shards that always have something to send, as soon as their rate lets them, each a little late.
    private func starts(shards count: Int, perMinute: Int, late: Duration) throws -> [Duration] {
        try (0..<count).flatMap { index -> [Duration] in
            let rate = StartRate(
                perMinute: perMinute, shard: try #require(Shard(index: index, count: count)))
            // Each begins to ask at another time.
            var now = Duration.milliseconds(37 * index)
            var starts: [Duration] = []
            while starts.count < 20 {
                if let free = rate.whenFree(at: now) {
                    now = free + late
                } else if let free = rate.take(at: now) {
                    now = free + late
                } else {
                    starts.append(now)
                }
            }
            return starts
        }.sorted()
    }

    @Test(arguments: [2, 3, 8]) func `shards take turns in a tier's rate`(count: Int) throws {
        let starts = try starts(shards: count, perMinute: 240, late: .milliseconds(20))
        let gaps = zip(starts.dropFirst(), starts).map { $0 - $1 }
        // 250 ms apart, less what one may be late by: a quarter of that.
        #expect(gaps.allSatisfy { $0 >= .milliseconds(187) })
        let length = try #require(starts.last) - starts[0]
        #expect(length <= .milliseconds(250) * (20 * count + count))
    }
}
