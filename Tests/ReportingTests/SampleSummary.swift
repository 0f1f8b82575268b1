import RunModel
import SyntheticRuns

@testable import Analysis

/// A summary in which every part of a report has something to say, with round numbers for what is
/// computed elsewhere.
enum SampleSummary {
    static let paired: RunSummary = {
        var run = SyntheticRun()
        run.isPaired = true
        run.refusalEvery = 90
        run.stallEvery = 60
        run.breakOffEvery = 70
        run.hasWireBytes = true
        return complete(run.summary())
    }()

    static func complete(_ summary: RunSummary) -> RunSummary {
        var summary = summary
        summary.comparison = comparison
        summary.shape = shape
        summary.manifest.servers = ServerNames(
            target: 0, server: "nginx/1.22.1 <b>", via: "1.1 varnish (Varnish/7.1)"
        ).map { [$0] }
        summary.display = display
        return summary
    }

    static let comparison = ModeComparison(
        pairs: 300, completePairs: 294, rounds: 5,
        differences: [
            difference(.firstShown, .milliseconds, 208, 1974, half: 31),
            difference(.timeToFirstByte, .milliseconds, 3.1, 1.5, half: 0.9),
            difference(.endToEnd, .milliseconds, 1995, 1974, half: 35),
            difference(.endToEndSpeed, .tokensPerSecond, 29.9, 30.4, half: nil),
            difference(.smoothStart, .milliseconds, 340, 1974, half: 60),
            difference(.outputTokens, .tokens, 60, 60, half: 0.01),
            difference(.wireBytesPerToken, .bytesPerToken, 196, 22, half: 2.5),
        ],
        breakEven: BreakEven(
            interceptMilliseconds: 198, slopeMilliseconds: 29.9, tokens: 1.2, low: 1, high: 2.4,
            tokensForOneSecond: 34, shortestTokens: 22, longestTokens: 97),
        recoveries: [
            Recovery(mode: .streaming, broken: 6, share: 0.48, low: 0.31, high: 0.66),
            Recovery(mode: .nonStreaming, broken: 1, share: 0, low: nil, high: nil),
        ],
        claims: [
            claim(.firstTokenStreaming, .asDocumented, 205, 201...210, .milliseconds),
            claim(.firstTokenNonStreaming, .better, 1962, 1920...1999, .milliseconds),
            claim(.perceivedSpeed, .asDocumented, -1634, -1700 ... -1570, .milliseconds),
            claim(.networkEfficiency, .asDocumented, 174, 171...177, .bytesPerToken),
            claim(.errorRecovery, .worse, 0.1, 0.01...0.2, .share),
            JudgedClaim(
                subject: .bestFor, verdict: .cannotTell, unit: .tokens,
                reason: "answers differ too little in length"),
        ])

    private static let flows = {
        var flows = StreamShape.FlowCounts()
        flows.oneByOne = 286
        flows.heldToEnd = 9
        flows.untold = 2
        return flows
    }()

    private static let shape = StreamShape(
        kind: .batched, streams: 297,
        observations: [
            StreamShape.Observation(sign: .lateHead, share: 0.12),
            StreamShape.Observation(sign: .adaptive, share: 0.4, value: 2.1),
            StreamShape.Observation(sign: .compressed, share: 1),
        ], flows: flows, tokensPerEvent: 1.4, tokensPerEventShort: 1, tokensPerEventLong: 2,
        tokensPerEventEdges: [1, 1.5, 2, 3], tokensPerEventCounts: [180, 40, 50, 27],
        eventsPerBurst: 1.02, reason: "")

    private static let display = DisplayFlow(
        tokensPerSecond: 5.3, streams: 297,
        delays: [(0.0, 0.91, 2.2), (250, 0.97, 0.5), (1000, 1, 0)].map {
            DisplayFlow.Delay(
                delayMilliseconds: $0.0, fluidity: $0.1, stallsPerStream: $0.2,
                stalledMillisecondsPerStream: 150 * $0.2, longestStallMilliseconds: 300 * $0.2)
        }, visibleStallMilliseconds: 100)

    private static func difference(
        _ quantity: PairedDifference.Quantity, _ unit: SummaryUnit, _ streaming: Double,
        _ whole: Double, half: Double?
    ) -> PairedDifference {
        let difference = streaming - whole
        return PairedDifference(
            quantity: quantity, unit: unit, streaming: streaming, nonStreaming: whole,
            difference: difference, low: half.map { difference - $0 },
            high: half.map { difference + $0 }, share: difference / whole,
            shareLow: half.map { (difference - $0) / whole },
            shareHigh: half.map { (difference + $0) / whole }, pairs: 294, rounds: 5,
            note: half == nil ? SummaryNote.oneRound : "")
    }

    private static func claim(
        _ subject: JudgedClaim.Subject, _ verdict: JudgedClaim.Verdict, _ value: Double,
        _ interval: ClosedRange<Double>, _ unit: SummaryUnit
    ) -> JudgedClaim {
        JudgedClaim(
            subject: subject, verdict: verdict, value: value, low: interval.lowerBound,
            high: interval.upperBound, unit: unit, reason: "")
    }
}
