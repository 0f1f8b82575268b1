import Analysis
import Foundation
import Reporting
import RunModel
import SyntheticRuns
import Testing

@Suite struct HTMLReportTests {
    @Test func `has the structure it should`() throws {
        let page = try HTMLReport(SampleSummary.paired).rendered()
        try expectGolden(PageText(page: page).structure, "report.html")
    }

    @Test func `needs no network`() throws {
        let page = try HTMLReport(SampleSummary.paired).rendered()
        for loaded in ["src=", "<link", "@import", "url(", "<iframe", "javascript:", "fetch("] {
            #expect(!page.contains(loaded))
        }
        #expect(page.contains("content=\"default-src 'none';"))
    }

    @Test func `keeps its script small and from making markup or code of text`() throws {
        let page = try HTMLReport(SampleSummary.paired).rendered()
        let scripts = page.matches(of: /<script>([\s\S]*?)<\/script>/)
        let script = try #require(scripts.first).output.1
        #expect(scripts.count == 1)
        #expect(script.utf8.count < 6000)
        for dangerous in ["eval", "innerHTML", "Function(", "document.write", "insertAdjacent"] {
            #expect(!script.contains(dangerous))
        }
    }

    @Test func `escapes what others wrote`() throws {
        let attack = "</title><script>alert('1')</script>\"&<\u{301}img onerror=x>"
        var record = SyntheticRun.eventful.record()
        record.manifest.plan.name = attack
        record.manifest.plan.request.model = attack
        record.manifest.endpoint = attack
        record.manifest.started = attack
        record.manifest.libraries[attack] = attack
        record.manifest.notices = [Notice(.other, attack)]
        record.edit { _, request in
            if request.message != nil { request.message = attack }
        }
        let summary = SampleSummary.complete(record.summary())
        let pages = [
            try HTMLReport(summary).rendered(),
            try RunsReport([
                RunsReport.Run(name: attack, folder: "reports/run", summary: summary),
                RunsReport.Run(name: attack, folder: "reports/run", summary: summary),
            ]).rendered(),
        ]
        for page in pages {
            #expect(page.matches(of: /<script/).count == 1)
            #expect(page.contains("&lt;script&gt;"))
            #expect(!page.contains("<\u{301}"))
            // Between tags only: no attribute holds any of it.
            #expect(page.matches(of: /="[^"]*alert/).isEmpty)
            #expect(PageText(page: page).unbalanced.isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `closes every element it opens`(isPaired: Bool) throws {
        let summary = isPaired ? SampleSummary.paired : plain().summary()
        let page = try HTMLReport(summary).rendered()
        #expect(PageText(page: page).unbalanced.isEmpty)
    }

    @Test func `names every chart for who does not see it`() throws {
        let page = try HTMLReport(SampleSummary.paired).rendered()
        let charts = page.matches(of: /<svg[^>]*aria-labelledby="([^ ]+) ([^"]+)"/)
        #expect(charts.count == page.matches(of: /<svg/).count)
        #expect(charts.count > 15)
        #expect(Set(charts.map { String($0.output.1) }).count == charts.count)
        for chart in charts {
            #expect(page.contains("<title id=\"\(chart.output.1)\">"))
            #expect(page.contains("<desc id=\"\(chart.output.2)\">"))
        }
    }

    @Test func `gives tables captions and scopes, and headings in order`() throws {
        let page = try HTMLReport(SampleSummary.paired).rendered()
        #expect(page.matches(of: /<table/).count == page.matches(of: /<caption>[^<]/).count)
        #expect(page.matches(of: /<th(?! scope)[ >]/).isEmpty)
        let levels = page.matches(of: /<h([1-6])/).compactMap { Int($0.output.1) }
        #expect(levels.first == 1)
        #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
        let ids = page.matches(of: /\ id="([^"]+)"/).map { String($0.output.1) }
        #expect(Set(ids).count == ids.count)
        for link in page.matches(of: /href="#([^"]+)"/) {
            #expect(ids.contains(String(link.output.1)))
        }
    }

    @Test func `draws no number that is none`() throws {
        for summary in [SampleSummary.paired, plain().summary()] {
            let page = try HTMLReport(summary).rendered()
            #expect(PageText(page: page).brokenNumbers.isEmpty)
        }
    }

    @Test func `calls answers that were not streamed by one name`() throws {
        let summary = SampleSummary.paired
        let texts = [
            try HTMLReport(summary).rendered(), MarkdownReport(summary).text(),
            ConsoleSummary(summary).renderedComparison(),
        ]
        for text in texts {
            #expect(!text.localizedCaseInsensitiveContains("whole answer"))
            #expect(text.contains("non-streaming"))
        }
    }

    @Test func `stands empty without a request`() throws {
        let record = SyntheticRun().record()
        let summary = RunSummary(
            manifest: record.manifest, requests: [], histograms: HistogramSet())
        let page = try HTMLReport(summary).rendered()
        #expect(page.contains("Nothing was measured."))
        #expect(PageText(page: page).unbalanced.isEmpty)
    }

    private func plain() -> SyntheticRun {
        var run = SyntheticRun()
        run.mode = .nonStreaming
        run.requests = 30
        return run
    }
}
