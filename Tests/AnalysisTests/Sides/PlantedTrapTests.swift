import RunModel
import Statistics
import SyntheticRuns
import Testing

@testable import Analysis

/// What went wrong in the field, planted: each has its word, and none is ever called worse.
@Suite struct PlantedTrapTests {
    private let server = SteadyServer()

    private func hindered(
        _ new: SyntheticRecord, _ kind: Hindrance.Kind, _ base: SyntheticRecord? = nil
    ) {
        let found = compareRecords([base ?? server.record(1)], [new])
        #expect(found.verdict == .notComparable)
        #expect(found.hindrances.contains { $0.kind == kind }, "\(found.hindrances)")
    }

    @Test func `longer answers are other work`() {
        hindered(server.record(2) { $0.outputTokens = .constant(26) }, .outputTokens)
    }

    @Test func `a few answers that loop are other work`() {
        var new = server.record(2)
        new.edit { index, request in
            if index % 20 == 0 { request.tokens.output = 240 }
        }
        hindered(new, .outputTokens)
    }

    @Test func `longer answers that nobody counted are other work`() {
        hindered(
            server.record(2) {
                $0.hasUsage = false
                $0.outputTokens = .constant(60)
            }, .outputEvents, server.record(1) { $0.hasUsage = false })
    }

    @Test func `a few more tokens an answer are no other work`() {
        let spread = Distribution.normal(mean: 60, deviation: 12)
        let found = compareRecords(
            [server.record(1) { $0.outputTokens = spread }],
            [server.record(2) { $0.outputTokens = spread }])
        #expect(found.hindrances.isEmpty)
    }

    @Test func `a changed prompt set is other work`() {
        var base = server.record(1)
        base.manifest.promptsDigest = "00000000000000aa"
        var new = server.record(2)
        new.manifest.promptsDigest = "00000000000000ab"
        hindered(new, .plan, base)
    }

    @Test(arguments: ["model", "concurrency", "major"])
    func `what must be alike is named`(key: String) {
        var new = server.record(2)
        switch key {
        case "model": new.manifest.plan.request.model = "another"
        case "concurrency": new.manifest.plan.load.concurrency = 64
        default: new.manifest.version = "2.0.0"
        }
        hindered(new, .plan)
    }

    @Test func `half the workers gone in the middle is a change during the run`() {
        hindered(
            server.record(2) {
                $0.slots = 10
                $0.loss = (seconds: 25, slots: 4)
            }, .step, server.record(1) { $0.slots = 10 })
    }

    @Test func `a cold server is a cold server`() {
        hindered(
            server.record(2) { $0.coldStart = (requests: 60, factor: 4) }, .coldStart)
    }

    @Test func `the same cold start on both sides is the same work`() {
        let found = compareRecords(
            [server.record(1) { $0.coldStart = (requests: 60, factor: 4) }],
            [server.record(2) { $0.coldStart = (requests: 60, factor: 4) }])
        #expect(found.hindrances.isEmpty)
        #expect(found.metrics.allSatisfy { $0.word != .worse })
    }

    @Test func `a clock step leaves nothing to trust`() {
        var new = server.record(2)
        new.manifest.client.implausibleStamps = 5000
        hindered(new, .trust)
    }

    @Test func `a target that stopped to stream is no slower one`() {
        hindered(server.record(2) { $0.mode = .nonStreaming }, .modes)
    }

    @Test func `a killed run is no run`() {
        var new = server.record(2)
        new.manifest.ending = .unfinished
        hindered(new, .ending)
    }

    @Test func `a tail at the knee advises and decides nothing`() {
        let knee = (every: 25, factor: Distribution.exponential(mean: 6))
        let found = compareRecords(
            [
                server.record(1) {
                    $0.requests = 6000
                    $0.tail = knee
                }
            ],
            [
                server.record(2) {
                    $0.requests = 6000
                    $0.tail = (every: 20, factor: Distribution.exponential(mean: 9))
                }
            ])
        let tail = found.metrics.first { $0.metric == .firstTokenP99 }
        #expect(tail?.isAdvisory == true)
        #expect(found.verdict != .regression)
    }

    @Test func `one run of six broken is not the new level`() {
        let base = (1...6).map { server.record(UInt64($0)) }
        var new = (11...16).map { server.record(UInt64($0)) }
        new[3] = server.record(17) {
            $0.firstTokenMilliseconds = .logNormal(median: 700, sigma: 0.3)
        }
        let found = compareRecords(base, new)
        #expect(found.unit == .run)
        #expect(found.word(.firstTokenP50) != .worse)
        #expect(found.verdict != .regression && found.verdict != .noRegression)
    }
}
