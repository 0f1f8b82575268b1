import Analysis
import RunModel
import SyntheticRuns
import Testing

@Suite struct LoadTimelineTests {
    private func load(_ record: SyntheticRecord) throws -> LoadTimeline {
        try #require(record.summary().load)
    }

    @Test func `adds up to what the requests did`() throws {
        let record = SyntheticRun().record()
        let load = try load(record)
        #expect(load.steps.count == 120)
        func total(_ value: (LoadTimeline.Step) -> Double) -> Double {
            load.steps.reduce(0) { $0 + value($1) } * load.stepSeconds
        }
        let open = record.requests.reduce(0.0) { sum, request in
            guard let started = request.instants.started, let closed = request.instants.closed
            else { return sum }
            return sum + (closed - started).seconds
        }
        let tokens = record.requests.reduce(0) { $0 + ($1.tokens.output ?? 0) }
        #expect(abs(total(\.openStreams) - open) < 1e-6 * open)
        #expect(abs(total(\.startsPerSecond) - 600) < 1e-6)
        #expect(abs(total(\.endsPerSecond) - 600) < 1e-6)
        #expect(abs(total { $0.tokensPerSecond ?? 0 } - Double(tokens)) < 1e-6 * Double(tokens))
    }

    @Test func `holds what was wanted beside it`() throws {
        var run = SyntheticRun()
        let closed = try load(run.record())
        #expect(closed.steps.allSatisfy { $0.wantedPerSecond == nil })
        #expect(closed.steps.first?.wantedStreams == 10)
        #expect(closed.steps.last?.wantedStreams == nil)
        run.rate = 20
        let open = try load(run.record())
        #expect(open.steps.allSatisfy { $0.wantedStreams == nil })
        #expect(abs((open.steps[5].wantedPerSecond ?? 0) - 20) < 5)
    }

    @Test func `says no tokens where nobody counted them`() throws {
        var run = SyntheticRun()
        run.hasUsage = false
        #expect(try load(run.record()).steps.allSatisfy { $0.tokensPerSecond == nil })
    }

    @Test func `follows the ramp`() throws {
        var record = SyntheticRun().record()
        record.manifest.plan.load.ramp = TimeSpan(.seconds(60))
        let load = try load(record)
        #expect((load.steps.first?.wantedStreams ?? 0) < 2)
        let wanted = load.steps.compactMap(\.wantedStreams)
        #expect(wanted == wanted.sorted() && wanted.last == 10)
    }

    @Test func `counts failures by outcome in the same steps`() throws {
        var run = SyntheticRun()
        run.refusalEvery = 10
        let summary = run.record().summary()
        #expect(summary.failures.map(\.outcome) == [.rateLimited])
        #expect(summary.failures.first?.counts.count == summary.load?.steps.count)
        #expect(summary.failures.first?.counts.reduce(0, +) == 60)
    }
}
