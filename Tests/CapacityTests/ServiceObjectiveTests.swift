import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

/// What an objective lets pass, and what it makes of a step's rows.
@Suite struct ServiceObjectiveTests {
    @Test(arguments: [
        ("ttft.p95 < 500ms", 0.05), ("max_gap.p99 <= 1s", 0.01), ("failures < 1%", 0.01),
        ("goodput(ttft < 500ms, max_gap < 1s) > 95%", 0.05), ("output_speed.p10 > 20", 0.1),
    ])
    func `an objective is a share of requests that may miss it`(
        text: String, allowed: Double
    ) throws {
        #expect(abs(try ServiceObjective(text).allowed - allowed) < 1e-9)
    }

    @Test(arguments: [
        "icl.p99 < 50ms", "tokens_per_second > 100", "ttft.max < 1s", "ttft.p95 > 1s",
        "failures > 1%", "goodput > 95%", "output_speed.p90 < 20", "failures < 0%",
    ])
    func `what no single request misses is no objective`(text: String) {
        #expect(throws: AssertionError.self) { try ServiceObjective(text) }
    }

    /// Of requests that take 100 ms every fourth is refused.
    @Test func `a failure misses every time`() throws {
        var run = SyntheticRun()
        run.requests = 400
        run.rate = 20
        run.refusalEvery = 4
        run.firstTokenMilliseconds = .constant(100)
        let record = run.record()
        let objectives = try ["ttft.p95 < 500ms", "failures < 1%", "ttft.p95 < 50ms"].map {
            try ServiceObjective($0)
        }
        let evidence = StepEvidence(
            objectives, load: 20, manifest: record.manifest, requests: record.requests)
        // The first quarter does not count.
        #expect(evidence.requests == 300)
        let shares = evidence.counts.map(\.share)
        #expect(abs(shares[0] - 0.25) < 0.01)
        #expect(abs(shares[1] - 0.25) < 0.01)
        #expect(shares[2] == 1)
        let judge = StepJudge(allowed: objectives.map(\.allowed))
        #expect(judge.verdict(evidence, isLast: true) != .holds)
    }

    @Test func `what came after one that is under way does not count yet`() throws {
        var run = SyntheticRun()
        run.requests = 200
        run.rate = 20
        let record = run.record()
        let seen = record.requests.filter { $0.request != 100 }
        let evidence = StepEvidence(
            [try ServiceObjective("ttft.p95 < 500ms")], load: 20, manifest: record.manifest,
            requests: seen)
        #expect(evidence.requests == 75)
    }
}
