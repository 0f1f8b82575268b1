import RunModel
import SyntheticRuns
import Testing

@testable import Analysis

/// What is said of loads whose numbers stand here.
@Suite struct QuickAnswerTests {
    /// A load: streams, the share of first tokens in time, tokens a second, failures, and whether the client was the limit.
    private typealias Given = (
        streams: Int, inTime: Double?, tokens: Double?, failures: Double, isClients: Bool
    )

    private static let sweep: SweepSummary = {
        var synthetic = SyntheticSweep()
        synthetic.rates = [2]
        synthetic.passes = 1
        return synthetic.summary(of: synthetic.steps())
    }()

    private func answer(_ loads: [Given], isTimeUp: Bool = false) throws -> QuickAnswer {
        var summary = Self.sweep
        summary.record.plan.base.load.objectives = Objectives()
        summary.record.plan.base.load.objectives?.timeToFirstToken = TimeSpan(.seconds(1))
        let template = try #require(summary.points.first)
        summary.points = loads.map { given in
            var point = template
            point.load = SweepLoad(.concurrency, Double(given.streams))
            point.good = SweepNumber(given.inTime, count: 100)
            point.tokens = SweepNumber(given.tokens, count: 100)
            point.failures = SweepNumber(given.failures, count: 100)
            point.trust = StepTrust(.trustworthy, limitedBy: given.isClients ? .client : nil)
            return point
        }
        return try #require(QuickAnswer(summary, isTimeUp: isTimeUp))
    }

    @Test func `a load that brings no more tokens says that the server is full`() throws {
        let found = try answer([
            (1, 1, 60, 0, false), (2, 1, 115, 0, false), (4, 0.97, 210, 0, false),
            (8, 0.4, 220, 0, false),
        ])
        #expect(found.atOnce == 4)
        #expect(found.gaveOut == .throughput)
        #expect(found.ending == .found)
        #expect(found.boundMilliseconds == 1000)
    }

    /// A server of one at a time; the last load had too few answers for a rate.
    @Test func `a load without a rate takes the word of those before it`() throws {
        let found = try answer([
            (1, 1, 150, 0, false), (2, 1, 141, 0, false), (4, 0.43, nil, 0, false),
        ])
        #expect(found.gaveOut == .throughput)
        #expect(found.growth?.last.streams == 2)
    }

    @Test(arguments: [(0.0, 404.2, true), (5, 404.2, false), (0, 700, false)])
    func `answers in one piece are told from those that stream`(
        perToken: Double, whole: Double, isInOnePiece: Bool
    ) throws {
        var summary = Self.sweep
        summary.record.plan.base.load.objectives = Objectives()
        summary.record.plan.base.load.objectives?.timeToFirstToken = TimeSpan(.seconds(1))
        func all(_ value: Double) -> SweepPercentiles {
            let number = SweepNumber(value, count: 60)
            return SweepPercentiles(p50: number, p95: number, p99: number)
        }
        summary.points[0].timeToFirstToken = all(404)
        summary.points[0].endToEnd = all(whole)
        summary.points[0].timePerOutputToken = all(perToken)
        let found = try #require(QuickAnswer(summary, isTimeUp: false))
        #expect((found.isInOnePiece == true) == isInOnePiece)
    }

    @Test func `late first tokens while throughput grows are no full server`() throws {
        let found = try answer([(1, 1, 60, 0, false), (2, 0.9, 118, 0, false)])
        #expect(found.atOnce == 1)
        #expect(found.gaveOut == .firstToken)
    }

    @Test func `what is refused gave out by failures`() throws {
        let found = try answer([(4, 1, 200, 0, false), (8, 0.5, 200, 0.45, false)])
        #expect(found.atOnce == 4)
        #expect(found.gaveOut == .failures)
    }

    @Test func `a client that cannot keep up says nothing of the server's end`() throws {
        let found = try answer([(4, 1, 200, 0, false), (8, 0.5, 200, 0, true)])
        #expect(found.atOnce == 4)
        #expect(found.gaveOut == .client)
    }

    @Test func `the least load may be too much already`() throws {
        let found = try answer([(1, 0.2, 5, 0, false)])
        #expect(found.atOnce == nil)
        #expect(found.gaveOut == .firstToken)
    }

    @Test func `where all loads kept the bound, the time or the greatest load ended it`() throws {
        let loads: [Given] = [(1, 1, 60, 0, false), (2, 1, 115, 0, false)]
        #expect(try answer(loads).ending == .allLoads)
        let found = try answer(loads, isTimeUp: true)
        #expect(found.ending == .time)
        #expect(found.gaveOut == .nothing)
        #expect(found.atOnce == 2)
    }

    @Test func `too few answers are told as such`() throws {
        #expect(try answer([(1, nil, nil, 0, false)]).gaveOut == .untold)
    }
}
