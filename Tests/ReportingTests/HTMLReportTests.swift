import Analysis
import Foundation
import Reporting
import RunModel
import SyntheticRuns
import Testing

@Suite struct HTMLReportTests {
    /// The page without its style, its drawings and its digits: what a change of numbers leaves.
    @Test func `has the structure it should`() throws {
        let page = try HTMLReport(SyntheticRun.eventfulSummary).rendered()
        let structure =
            page
            .replacing(/<style>[\s\S]*?<\/style>/, with: "<style/>")
            .replacing(/<(rect|line|circle|polyline|text)[^>]*(\/>|>[^<]*<\/text>)/, with: "")
            .replacing(/[0-9][0-9.,]*/, with: "0")
        try expectGolden(structure, "report.html")
    }

    @Test func `needs neither network nor script`() throws {
        let page = try HTMLReport(SyntheticRun.eventfulSummary).rendered()
        for loaded in ["<script", "src=", "<link", "@import", "url(", "<iframe", "javascript:"] {
            #expect(!page.contains(loaded))
        }
    }

    @Test func `escapes what others wrote`() throws {
        let attack = "</title><script>alert('1')</script>\"&"
        var record = SyntheticRun.eventful.record()
        record.manifest.plan.name = attack
        record.manifest.plan.request.model = attack
        record.manifest.endpoint = attack
        record.manifest.started = attack
        record.manifest.libraries[attack] = attack
        record.manifest.notices = [Notice(.other, attack)]
        var requests = record.requests
        for index in requests.indices where requests[index].message != nil {
            requests[index].message = attack
        }
        let summary = RunSummary(
            manifest: record.manifest, requests: requests, histograms: record.histograms)
        let page = try HTMLReport(summary).rendered()
        #expect(!page.contains("<script"))
        #expect(page.contains("&lt;script&gt;"))
    }

    @Test func `closes every element it opens`() throws {
        for run in [SyntheticRun.eventful, plain()] {
            let page = try HTMLReport(run.summary()).rendered()
            var open: [Substring] = []
            for tag in page.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) {
                let name = tag.output.2
                if ["meta", "br"].contains(name) || tag.output.3 == "/" { continue }
                if tag.output.1 == "/" {
                    #expect(open.popLast() == name)
                } else {
                    open.append(name)
                }
            }
            #expect(open.isEmpty)
        }
    }

    @Test func `names every chart for who does not see it`() throws {
        let page = try HTMLReport(SyntheticRun.eventfulSummary).rendered()
        let charts = page.matches(of: /<svg[^>]*aria-labelledby="([^ ]+) ([^"]+)"/)
        #expect(charts.count == 4)
        for chart in charts {
            #expect(page.contains("<title id=\"\(chart.output.1)\">"))
            #expect(page.contains("<desc id=\"\(chart.output.2)\">"))
        }
    }

    @Test func `draws no number that is none`() throws {
        let page = try HTMLReport(SyntheticRun.eventfulSummary).rendered().lowercased()
        for part in page.split(separator: "\"") {
            #expect(part != "nan" && part != "inf" && part != "-inf")
        }
    }

    @Test func `stands empty without a request`() throws {
        let record = SyntheticRun().record()
        let summary = RunSummary(
            manifest: record.manifest, requests: [], histograms: HistogramSet())
        #expect(try HTMLReport(summary).rendered().contains("Nothing was measured."))
    }

    private func plain() -> SyntheticRun {
        var run = SyntheticRun()
        run.mode = .nonStreaming
        run.requests = 30
        return run
    }
}
