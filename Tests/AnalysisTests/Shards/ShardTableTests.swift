import Analysis
import RunModel
import SyntheticRuns
import Testing

@Suite struct ShardTableTests {
    /// A merged run of `count` shards, of which those in `present` are there, and the third of which waits `extra` longer
    /// for each first token.
    private func summary(
        of count: Int = 4, present: [Int]? = nil, extra: Duration = .zero,
        bound: Int64 = 20_000
    ) throws -> RunSummary {
        var run = SyntheticRun()
        run.requests = 600
        let record = run.record()
        let present = present ?? Array(0..<count)
        var requests = record.requests.filter { present.contains($0.request % count) }
        for index in requests.indices where requests[index].request % count == 2 {
            let first = requests[index].instants.firstOutput
            requests[index].instants.firstOutput = first.map { $0 + extra }
        }
        var manifest = record.manifest
        manifest.shards = try present.map { index in
            var start = ShardStart(
                source: "--shard", agreement: .rendezvous, planDigest: "0123456789abcdef",
                host: "c\(index + 1)")
            start.clock = ClockOffset(
                offsetNanoseconds: 5, boundNanoseconds: bound, exchanges: 32)
            var manifest = record.manifest
            manifest.shard = try #require(Shard(index: index, count: count))
            return ShardPart(manifest, start: start, requests: 150, seconds: 10)
        }
        return RunSummary(
            manifest: manifest, requests: requests, histograms: record.histograms)
    }

    private func check(_ kind: ValidityCheck.Kind, _ summary: RunSummary) -> ValidityCheck? {
        summary.validity.checks.first { $0.kind == kind }
    }

    @Test func `a shard that waits longer is found, and no other`() throws {
        let summary = try summary(extra: .milliseconds(30))
        let table = try #require(summary.shards)
        #expect(table.shards.filter(\.differs).map(\.shard) == [3])
        let third = table.shards[2]
        #expect(third.host == "c3" && third.requests == 150)
        let (low, high) = (try #require(third.differenceLow), try #require(third.differenceHigh))
        #expect(low < 30 && high > 30)
        #expect(check(.shardDifference, summary)?.verdict == .withCare)
        #expect(check(.shardDifference, summary)?.value == third.difference)
    }

    @Test func `shards that are alike are said to be`() throws {
        let summary = try summary()
        #expect(summary.shards?.shards.contains(where: \.differs) == false)
        #expect(check(.shardDifference, summary)?.verdict == .trustworthy)
        #expect(check(.shards, summary)?.verdict == .trustworthy)
        #expect(check(.shardClocks, summary)?.verdict == .trustworthy)
    }

    @Test func `a missing shard is told, and one of four is too many`() throws {
        let summary = try summary(present: [0, 1, 3])
        #expect(summary.shards?.missing == [3])
        #expect(check(.shards, summary)?.verdict == .notTrustworthy)
        #expect(check(.shards, summary)?.value == 0.25)
    }

    @Test func `clocks that are hardly known are told`() throws {
        let summary = try summary(bound: 60_000_000_000)
        #expect(check(.shardClocks, summary)?.verdict == .withCare)
    }

    @Test func `a run by one process has no shards`() {
        let record = SyntheticRun().record()
        let summary = RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: record.histograms)
        #expect(summary.shards == nil)
        #expect(check(.shards, summary) == nil)
    }
}
