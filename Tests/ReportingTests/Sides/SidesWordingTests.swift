import RunModel
import SyntheticRuns
import Testing

@testable import Analysis
@testable import Reporting

@Suite struct SidesWordingTests {
    private static func headline(
        _ verdict: SideComparison.Verdict, _ metrics: [MetricVerdict]
    ) -> String {
        SidesWording.headline(SidesSample.comparison(verdict, metrics))
    }

    @Test func `a regression names what got worse, and by how much`() {
        let words = Self.headline(
            .regression,
            [
                SidesSample.verdict(.firstTokenP50, .worse, 10.2, 8.1...12.4),
                SidesSample.verdict(.tokenThroughput, .worse, -9, -11.2 ... -7.1),
                SidesSample.verdict(.failures, .worse, 1.2, 1.05...1.6, band: 1),
                SidesSample.verdict(.perOutputTokenP50, .worse, 7, 6...8),
                SidesSample.verdict(.firstTokenP90, .same, 1, -1...2),
            ])
        #expect(
            words
                == "Worse: TTFT p50 rose by 10.2 % (8.1 to 12.4 %), tokens/s fell by 9.0 % "
                + "(7.1 to 11.2 %), failed requests rose by 1.2 percentage points (1.1 to 1.6 pp) "
                + "and 1 more")
    }

    @Test func `no regression says among how many, and what got better`() {
        #expect(
            Self.headline(.noRegression, [SidesSample.verdict(.firstTokenP50, .same, 1, -2...3)])
                == "No regression in the one metric that could be judged")
        #expect(
            Self.headline(
                .noRegression,
                [
                    SidesSample.verdict(.firstTokenP50, .better, -10, -12 ... -8),
                    SidesSample.verdict(.firstTokenP90, .same, 1, -2...3),
                    SidesSample.verdict(.firstTokenP99, .unfit, 1, -20...30),
                ])
                == "No regression in the 2 metrics that could be judged. "
                + "Better: TTFT p50 fell by 10.0 % (8.0 to 12.0 %)")
    }

    @Test func `what could not be told is told with its interval`() {
        #expect(
            Self.headline(
                .cannotTell, [SidesSample.verdict(.firstTokenP50, .cannotTell, 4, 1...7)])
                == "Could not be told: TTFT p50 (+1.0 to +7.0 %)")
    }

    @Test func `where nothing was judged it says why`() {
        var short = SidesSample.verdict(.firstTokenP50, .notJudged)
        short.lack = .tooFewRounds
        #expect(
            Self.headline(.nothingJudged, [short])
                == "Nothing was judged: too few rounds (base 0, new 0; it takes 6)")
        #expect(
            Self.headline(.nothingJudged, [])
                == "Nothing was judged: neither side has a number by which they could be compared")
    }

    @Test func `limits are told as counts`() {
        var ceiling = SidesSample.verdict(.streamCeiling, .worse, -200, -200 ... -200, band: 0)
        (ceiling.base, ceiling.new) = (50, 48)
        #expect(
            Self.headline(.regression, [ceiling]) == "Worse: streams at a time fell (50 → 48)")
        #expect(SidesWording.change(ceiling) == "-2")
    }

    @Test(arguments: [
        (MetricVerdict.Word.worse, 5.6, 5.02...6.1, "+5.02 to +6.10"),
        (.same, 1.2, -2.0...4.996, "-2.000 to +4.996"),
        (.cannotTell, 5.0, 0.01...9.0, "+0.01 to +9.00"),
        (.worse, 133, 101...167, "+101 to +167"),
    ])
    func `no interval is rounded to the other side of an edge`(
        word: MetricVerdict.Word, effect: Double, interval: ClosedRange<Double>, text: String
    ) {
        let verdict = SidesSample.verdict(.firstTokenP50, word, effect, interval)
        #expect(SidesWording.interval(verdict) == text)
    }

    @Test(arguments: [SideComparison.Unit.run, .round, .blockPair])
    func `says what it would take, in the unit's words`(unit: SideComparison.Unit) {
        var verdict = SidesSample.verdict(.firstTokenP50, .unfit, 1, -20...30)
        verdict.detectable = 0.09
        verdict.needed = 14
        let comparison = SidesSample.comparison(.cannotTell, [verdict], unit: unit)
        let noun =
            switch unit {
            case .run, .pastRun: "runs a side"
            case .round: "rounds a side"
            case .blockPair: "pairs of blocks"
            }
        #expect(
            SidesWording.remark(verdict, in: comparison)
                == "only changes over 9 % can be seen, where 5 % matters; about 14 \(noun) would tell"
        )
        verdict.needed = nil
        #expect(SidesWording.remark(verdict, in: comparison)?.contains("no number of") == true)
    }

    @Test func `an interval over an edge is told from one that is too wide`() {
        var verdict = SidesSample.verdict(.firstTokenP50, .cannotTell, 4, 1...7)
        verdict.detectable = 0.031
        verdict.needed = 40
        let comparison = SidesSample.comparison(.cannotTell, [verdict])
        #expect(
            SidesWording.remark(verdict, in: comparison)
                == "changes over 3.1 % can be seen, but its interval reaches over the edge of what "
                + "matters (5 %); about 40 rounds a side would tell")
    }

    @Test func `an advisory word stands in brackets and decides nothing`() {
        var tail = SidesSample.verdict(.firstTokenP99, .worse, 40, 20...60)
        tail.isAdvisory = true
        let comparison = SidesSample.comparison(
            .noRegression, [tail, SidesSample.verdict(.firstTokenP50, .same, 1, -2...3)])
        #expect(SidesWording.signed(tail, in: comparison) == "(worse)")
        #expect(SidesWording.headline(comparison).contains("in the one metric"))
        #expect(
            SidesWording.remark(tail, in: comparison)?.hasPrefix("decides nothing") == true)
    }

    @Test func `a base that moved by itself is told`() {
        var verdict = SidesSample.verdict(.firstTokenP50, .same, 1, -2...3)
        verdict.drift = 0.14
        verdict.isDriftSure = true
        let comparison = SidesSample.comparison(.noRegression, [verdict], unit: .blockPair)
        #expect(
            SidesWording.remark(verdict, in: comparison)
                == "the base itself moved by +14.0 % from its first block to its last; the part of it "
                + "within a pair is in the interval")
        verdict.isDriftSure = false
        #expect(SidesWording.remark(verdict, in: comparison) == nil)
    }

    @Test(arguments: MetricVerdict.Lack.allCases)
    func `every lack is a reason`(lack: MetricVerdict.Lack) {
        var verdict = SidesSample.verdict(.firstTokenP99, .notJudged)
        verdict.lack = lack
        let comparison = SidesSample.comparison(.nothingJudged, [verdict])
        let remark = SidesWording.remark(verdict, in: comparison) ?? ""
        #expect(remark.count > 15 && !remark.contains("_"))
        #expect(SidesWording.census(comparison) == ["judged 0 of 1", "TTFT p99: \(remark)"])
    }

    @Test(arguments: Hindrance.Kind.allCases)
    func `every hindrance says what happened, and what to do`(kind: Hindrance.Kind) {
        let comparison = SidesSample.hindered([kind])
        let sentence = SidesWording.sentence(comparison.hindrances[0], in: comparison)
        #expect(sentence.hasSuffix(".") && sentence.contains(". "))
        #expect(sentence.first?.isUppercase == true)
        #expect(SidesWording.headline(comparison).hasPrefix("Not comparable: "))
        #expect(!sentence.contains("  ") && !sentence.contains("nil"))
    }

    @Test func `longer answers are told with their tokens`() {
        let comparison = SidesSample.hindered([.outputTokens, .plan])
        #expect(
            SidesWording.headline(comparison)
                == "Not comparable: answers became longer (output tokens 90.0 → 117); "
                + "and 1 more reason")
    }
}
