import Analysis
import RecordStore
import RunModel
import Statistics
import Testing

extension TimingTests {
    /// The emulator's script gives the same times by each API.
    @Suite struct FourAPITimeTests {
        private struct Times {
            var api: APIName
            /// The least of all requests, which other work on the machine delays last.
            var toFirstToken: Duration
            var toEnd: Duration
            var isTold: Bool
        }

        private func times(_ api: APIName) async throws -> Times {
            let run = try await MeasuredRun.measure(
                quick(#""truth":true,"reasoning_tokens":5"#, ttft: 40, gap: 5, tokens: 15)
            ) {
                $0.target.api = api
                $0.load.requests = 12
                $0.load.concurrency = 1
            }
            #expect(run.outcomes == [.ok])
            let errors = try StampErrors(try RecordDirectory(opening: run.folder))
            let isTold = try run.validity().doubts(.stampError)
            #expect(errors.chunks.count == 12 * 20)
            #expect(try #require(errors.chunks.quantile(0.99)) <= 1_001_000 || isTold)
            return Times(
                api: api,
                toFirstToken: try #require(run.requests.compactMap(\.timeToFirstToken).min()),
                toEnd: try #require(run.requests.compactMap(\.endToEnd).min()), isTold: isTold)
        }

        @Test func `the same answer takes the same by every API, within a millisecond`()
            async throws
        {
            var all: [Times] = []
            for api in APIName.allCases { all.append(try await times(api)) }
            let chat = try #require(all.first)
            for other in all.dropFirst() where !chat.isTold && !other.isTold {
                let first = (other.toFirstToken - chat.toFirstToken).milliseconds
                let end = (other.toEnd - chat.toEnd).milliseconds
                #expect(abs(first) <= 1, "\(other.api): \(first) ms to the first token")
                #expect(abs(end) <= 1, "\(other.api): \(end) ms to the end")
            }
        }
    }
}
