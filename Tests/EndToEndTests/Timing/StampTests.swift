import Foundation
import RecordStore
import RunModel
import Statistics
import Testing

/// Kernel stamps against the emulator's ground truth. The tolerances are for a loaded machine; what is
/// reached on a quiet one stands in docs/benchmarks.md.
@Suite struct StampTests {
    @Test func `50 streams are stamped within a millisecond of sending`() async throws {
        let run = try await MeasuredRun.measure(
            quick("\"truth\": true", ttft: 30, gap: 10, tokens: 40)
        ) { plan in
            plan.load.concurrency = 50
            plan.load.requests = 100
        }
        #expect(run.outcomes == [.ok])
        let errors = try StampErrors(try RecordDirectory(opening: run.folder))
        #expect(errors.chunks.count == 4_000 && errors.firstOutputs.count == 100)
        for sample in [errors.chunks, errors.firstOutputs] {
            #expect(try #require(sample.quantile(0.5)) < 1_000_000)
            #expect(try #require(sample.quantile(0.99)) < 50_000_000)
        }
        #expect(errors.lone.count > 0)
        #expect(errors.lone.value(atRank: 1) >= StampErrors.clockTolerance)
    }

    @Test func `no request is received before it was sent`() async throws {
        let run = try await MeasuredRun.measure(quick("\"truth\": true"))
        for request in run.requests {
            let received = try #require(request.groundTruth?.received)
            let sent = try #require(request.instants.sent)
            #expect(Double((received - sent).nanoseconds) >= StampErrors.clockTolerance)
        }
    }

    @Test func `a lock step of 20 ms is measured as gaps of 20 ms`() async throws {
        let run = try await MeasuredRun.measure(
            quick("\"lock_step_ms\": 20, \"truth\": true", tokens: 40)
        ) { $0.load.concurrency = 4 }
        var arrivals: [Int: [MonotonicInstant]] = [:]
        try RecordReader(opening: run.folder).forEachChunk { chunk in
            arrivals[chunk.request, default: []].append(chunk.arrived)
        }
        let gaps = arrivals.values.flatMap { instants in
            zip(instants.dropFirst(), instants).map { Double(($0 - $1).nanoseconds) }
        }
        #expect(gaps.count == 4 * 39)
        let median = try #require(SortedSample(gaps).median)
        #expect((15e6...25e6).contains(median), "\(median / 1e6) ms")
    }
}
