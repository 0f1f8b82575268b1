import Testing

@testable import Emulator

@Suite struct EmulatorTallyTests {
    @Test func `lateness counts from a millisecond and is told in milliseconds`() throws {
        var tally = EmulatorTally()
        for lateness in [-5, 0, 500_000, 1_000_000, 4_000_000] as [Int64] {
            tally.countChunk(latenessNanoseconds: lateness)
        }
        let statistics = tally.statistics
        #expect(statistics.chunks == 5)
        #expect(statistics.lateChunks == 1)
        let median = try #require(statistics.latenessP50Milliseconds)
        let longest = try #require(statistics.latenessMaxMilliseconds)
        #expect(abs(median - 0.5) < 0.001)
        #expect(abs(longest - 4) < 0.01)
    }

    @Test func `tallies of several loops add up`() {
        var left = EmulatorTally()
        left.requests = 1
        left.errors = ["http_401": 1]
        left.countChunk(latenessNanoseconds: 2_000_000)
        var right = EmulatorTally()
        right.cancelled = 3
        right.errors = ["http_401": 2, "fault_reset": 1]
        right.add(left)
        #expect(right.statistics.errors == ["http_401": 3, "fault_reset": 1])
        #expect(right.statistics.requests == 1)
        #expect(right.statistics.cancelled == 3)
        #expect(right.statistics.lateChunks == 1)
    }

    @Test func `without chunks there is no lateness`() {
        #expect(EmulatorTally().statistics.latenessP99Milliseconds == nil)
    }
}
