import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

/// What a step's rows say while it goes on and when it was ended.
@Suite struct StepRowsTests {
    private static let objective = "ttft.p95 < 500ms"

    private func record(requests: Int = 400) -> SyntheticRecord {
        var run = SyntheticRun()
        run.requests = requests
        run.rate = 20
        run.keepsChunks = false
        run.firstTokenMilliseconds = .constant(100)
        return run.record()
    }

    private func evidence(_ record: SyntheticRecord, _ requests: [RequestRecord]) throws
        -> StepEvidence
    {
        StepEvidence(
            [try ServiceObjective(Self.objective), try ServiceObjective("failures < 1%")],
            load: 20, manifest: record.manifest, requests: requests)
    }

    /// Every tenth is never answered: its row is missing while the step goes on.
    @Test func `requests that hang while a step goes on are misses`() throws {
        let record = record()
        let found = try evidence(record, record.requests.filter { $0.request % 10 != 9 })
        #expect(found.requests > 150)
        #expect(found.counts.allSatisfy { abs($0.share - 0.1) < 0.02 })
    }

    /// The same when the step was ended, and what hung was cut without an output.
    @Test func `requests that hang until a step is ended are misses`() throws {
        let record = record()
        let end = try #require(record.requests.compactMap(\.instants.closed).max())
        let rows = record.requests.map { row in
            guard row.request % 10 == 9 else { return row }
            var cut = row
            cut.outcome = .cut
            cut.instants.firstOutput = nil
            cut.instants.lastOutput = nil
            cut.instants.closed = end + .seconds(10)
            return cut
        }
        let found = try evidence(record, rows)
        #expect(found.requests == 300)
        #expect(found.counts.allSatisfy { abs($0.share - 0.1) < 0.01 })
    }

    /// Cut in its midst it has shown its first token, and nothing of its end.
    @Test func `a stream that was cut while it went on shows its beginning`() throws {
        let record = record()
        var rows = record.requests
        let last = rows.count - 1
        rows[last].outcome = .cut
        let found = try evidence(record, rows)
        #expect(found.counts[0].share == 0)
        #expect(found.counts[0].count == 300)
        #expect(found.counts[1].count == 299)
    }
}
