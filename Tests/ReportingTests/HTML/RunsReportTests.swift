import Analysis
import Reporting
import RunModel
import SyntheticRuns
import Testing

@Suite struct RunsReportTests {
    private let page: String

    init() throws {
        var other = SyntheticRun.eventful
        other.seed = 11
        page = try RunsReport([
            RunsReport.Run(name: "first", summary: SyntheticRun.eventfulSummary),
            RunsReport.Run(name: "second", summary: other.summary()),
            RunsReport.Run(name: "both", summary: SampleSummary.paired),
        ]).rendered()
    }

    @Test func `has the structure it should`() throws {
        try expectGolden(PageText(page: page).structure, "runs.html")
    }

    @Test func `is well formed`() {
        #expect(PageText(page: page).unbalanced.isEmpty)
        #expect(PageText(page: page).brokenNumbers.isEmpty)
    }

    @Test func `draws the charts of all runs on the same axes`() {
        let ends = page.matches(
            of: /<svg[^>]*aria-labelledby="ttft-ladder-[0-9][\s\S]*?<\/svg>/
        ).map { chart in
            chart.output.matches(of: /text-anchor="end">([^<]+)</).map { String($0.output.1) }
        }
        #expect(ends.count == 3)
        #expect(Set(ends).count == 1)
    }
}
