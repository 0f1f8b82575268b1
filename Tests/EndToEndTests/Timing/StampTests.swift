import Analysis
import RecordStore
import RunModel
import Statistics
import Testing

extension TimingTests {
    /// Kernel stamps against the emulator's ground truth: they are true, or the run says that they are not.
    /// What is reached on a quiet machine stands in docs/benchmarks.md.
    @Suite struct StampTests {
        /// From where on a run must speak, by docs/metrics.md; its own percentiles are known to a thousandth.
        private static let told = 1_001_000.0

        @Test func `50 streams are stamped within a millisecond of sending, or it is told`()
            async throws
        {
            let run = try await MeasuredRun.measure(
                quick("\"truth\": true", ttft: 30, gap: 10, tokens: 40)
            ) { plan in
                plan.load.concurrency = 50
                plan.load.requests = 100
            }
            #expect(run.outcomes == [.ok])
            let errors = try StampErrors(try RecordDirectory(opening: run.folder))
            #expect(errors.chunks.count == 4_000 && errors.firstOutputs.count == 100)
            let isTold = try run.validity().doubts(.stampError)
            let chunks = try #require(errors.chunks.quantile(0.99))
            let firstOutputs = try #require(errors.firstOutputs.quantile(0.5))
            #expect(chunks <= Self.told || isTold)
            #expect(firstOutputs <= Self.told || isTold)
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

        @Test func `gaps of a lock step are measured as they were sent, or it is told`()
            async throws
        {
            let run = try await MeasuredRun.measure(
                quick("\"lock_step_ms\": 20, \"truth\": true", tokens: 40)
            ) { $0.load.concurrency = 4 }
            var streams: [Int: [ChunkRecord]] = [:]
            try RecordReader(opening: run.folder).forEachChunk { chunk in
                streams[chunk.request, default: []].append(chunk)
            }
            let gaps = try streams.values.flatMap { chunks in
                try zip(chunks.dropFirst(), chunks).map { chunk, before in
                    let sent = try #require(chunk.sent) - (try #require(before.sent))
                    return (
                        measured: Double((chunk.arrived - before.arrived).nanoseconds),
                        sent: Double(sent.nanoseconds)
                    )
                }
            }
            #expect(gaps.count == 4 * 39)
            let measured = try #require(SortedSample(gaps.map(\.measured)).median)
            let sent = try #require(SortedSample(gaps.map(\.sent)).median)
            let isTold = try run.validity().doubts(.stampError)
            #expect(abs(measured - sent) <= Self.told || isTold, "\(measured) of \(sent) ns")
        }
    }
}
