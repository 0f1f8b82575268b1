import Analysis
import RunModel
import SyntheticRuns
import Testing

@testable import Reporting

/// What a reader sends to whoever stated the limits.
@Suite struct LimitsEvidenceTests {
    @Test func `says first what was stated and what was measured`() throws {
        let page = try LimitsPage(SyntheticLimits.lying).rendered()
        let statement = try #require(
            page.firstMatch(of: /Stated: 10 streams, [^<]* Measured: [^<]*/))
        let table = try #require(page.firstRange(of: "<table"))
        #expect(statement.range.lowerBound < table.lowerBound)
    }

    @Test func `keeps what the server says apart from what was stated`() throws {
        let page = try LimitsPage(SyntheticLimits.lying).rendered()
        let statement = try #require(
            page.firstMatch(of: /<section id="statement"[\s\S]*?<\/section>/)
        ).output
        #expect(!statement.contains("<th scope=\"row\">x-ratelimit"))
        let headers = try #require(
            page.firstMatch(of: /<section id="headers"[\s\S]*?<\/section>/)
        ).output
        #expect(headers.contains("x-ratelimit-limit-requests"))
    }

    @Test func `gives the time of each refusal`() throws {
        let page = try LimitsPage(SyntheticLimits.lying).rendered()
        let table = try #require(
            page.firstMatch(of: /<caption>Refused requests[\s\S]*?<\/table>/)
        ).output
        let refused = SyntheticLimits.lying.timeline.entries.count {
            $0.state == .refused || $0.state == .noAnswer
        }
        let rows = table.matches(of: /<th scope="row">\d\d:\d\d:\d\d</)
        #expect(rows.count == min(refused, 200))
    }

    @Test func `limits.csv has the slots that were lost`() throws {
        var summary = SyntheticLimits.truthful
        summary.leaks = [
            SlotLeak(
                cause: .cancel, left: 20,
                measures: [
                    SlotLeak.Measure(seconds: 1, streams: 10),
                    SlotLeak.Measure(seconds: 9, streams: 7),
                ])
        ]
        summary.findings.append(
            LimitFinding(.leakAfterCancel, observed: "3 of 10 slots lost", reason: "seen"))
        let line = LimitsCSV.text(summary).split(separator: "\n").last
        #expect(line?.hasSuffix(",20,3,,") == true)
    }

    @Test func `tells how long it rests`() {
        var limits = LiveLimits(
            probe: .window, round: 0, rounds: 3, refused: 3, isResting: true)
        limits.restLeft = .seconds(34)
        #expect(LimitsWording.step(limits) == "using up the window, resting (00:34 left)")
    }
}
