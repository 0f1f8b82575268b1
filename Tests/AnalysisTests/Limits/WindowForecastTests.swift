import Analysis
import Testing

@Suite struct WindowForecastTests {
    /// Twelve requests at a distance of 10 s, each decided within 0.2 s; the limit is 3 in 60 s.
    private func observations(admitted: Set<Int>) -> [WindowObservation] {
        (0..<12).map { index in
            let sent = 10 * Double(index)
            return WindowObservation(
                sent: sent, answered: sent + 0.2, isAdmitted: admitted.contains(index))
        }
    }

    private func forecasts(
        _ candidate: RequestWindow.Candidate, admitted: Set<Int>
    ) throws -> [WindowForecast] {
        try WindowForecast.all(
            candidate, lengthSeconds: 60, observations: observations(admitted: admitted)
        ).map { try #require($0) }
    }

    private func candidate(
        _ kind: RequestWindow.Kind, countsRejected: Bool? = nil
    ) -> RequestWindow.Candidate {
        var candidate = RequestWindow.Candidate(kind: kind, limitLow: 3, limitHigh: 3)
        candidate.countsRejected = countsRejected
        return candidate
    }

    @Test func `counts down to the edge of a fixed window`() throws {
        var fixed = candidate(.fixed)
        fixed.edgeLowSeconds = 25
        fixed.edgeHighSeconds = 26
        let forecasts = try forecasts(fixed, admitted: [0, 1, 2, 3, 4, 5, 9, 10, 11])
        #expect(
            forecasts.map(\.remaining) == [2, 1, 0, 2, 1, 0, 0, 0, 0, 2, 1, 0].map { $0...$0 })
        let reset = try #require(forecasts[3].resetSeconds)
        #expect(reset.contains(55.5) && reset.lowerBound > 54 && reset.upperBound < 57)
    }

    @Test func `counts down from the first request`() throws {
        let forecasts = try forecasts(
            candidate(.fixedFromFirst), admitted: [0, 1, 2, 7, 8, 9])
        #expect(
            forecasts.map(\.remaining) == [2, 1, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0].map { $0...$0 })
        #expect(try #require(forecasts[1].resetSeconds).contains(50))
        #expect(try #require(forecasts[7].resetSeconds).contains(60))
    }

    @Test func `knows when the last request leaves a sliding window`() throws {
        let forecasts = try forecasts(
            candidate(.sliding, countsRejected: false), admitted: [0, 1, 2, 7, 8, 9])
        #expect(forecasts[2].remaining == 0...0)
        // At 70 s those of 0 and 10 are gone, or that of 10 is just about to be.
        #expect(forecasts[7].remaining == 0...1)
        #expect(try #require(forecasts[2].resetSeconds).contains(60))
        #expect(try #require(forecasts[5].resetSeconds).contains(30))
        #expect(try #require(forecasts[5].resetSeconds).lowerBound > 29)
    }

    @Test func `knows when a bucket is full`() throws {
        var bucket = candidate(.bucket, countsRejected: false)
        bucket.capacityLow = 3
        bucket.capacityHigh = 3
        // One more every 20 s: half a request is missing for each that comes after 10 s.
        let forecasts = try forecasts(bucket, admitted: [0, 1, 2, 3, 4, 6, 8, 10])
        #expect(forecasts[0].remaining == 2...2)
        #expect(forecasts[1].remaining == 1...1)
        #expect(try #require(forecasts[0].resetSeconds).contains(20))
        #expect(try #require(forecasts[1].resetSeconds).contains(30))
        #expect(forecasts[5].remaining == 0...0)
    }
}
