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
            RunsReport.Run(
                name: "first", folder: "reports/run", summary: SyntheticRun.eventfulSummary),
            RunsReport.Run(name: "second", folder: "reports/run", summary: other.summary()),
            RunsReport.Run(name: "both", folder: "reports/run", summary: SampleSummary.paired),
        ]).rendered()
    }

    @Test func `has the structure it should`() throws {
        try expectGolden(PageText(page: page).structure, "runs.html")
    }

    @Test func `is well formed`() {
        #expect(PageText(page: page).unbalanced.isEmpty)
        #expect(PageText(page: page).brokenNumbers.isEmpty)
    }

    private static func runs(_ concurrencies: [Int], requests: Int = 200) -> RunsReport {
        RunsReport(
            concurrencies.enumerated().map { index, concurrency in
                var run = SyntheticRun()
                run.requests = requests
                run.seed = UInt64(index + 1)
                var record = run.record()
                record.manifest.plan.load.concurrency = concurrency
                record.manifest.plan.name = "load\(concurrency)"
                record.manifest.started = "2026-03-0\(index % 9 + 1)T10:00:00.000Z"
                return RunsReport.Run(
                    name: "20260301T100000Z-load\(concurrency)", folder: "reports/run",
                    summary: record.summary())
            })
    }

    @Test func `draws runs of different loads over their load`() throws {
        let page = try Self.runs([2, 8, 32]).rendered()
        #expect(page.contains("id=\"load\""))
        #expect(page.contains("streams, logarithmic"))
        #expect(try !Self.runs([8, 8]).rendered().contains("id=\"load\""))
    }

    @Test func `names runs by name, date and load`() throws {
        let page = try Self.runs([2, 8]).rendered()
        #expect(page.contains(">1 load2 · 03-01 10:00 · 2 streams<"))
        #expect(page.contains(">2 load8 · 03-02 10:00 · 8 streams<"))
    }

    @Test func `a closed loop has no row among scheduled times`() throws {
        var open = SyntheticRun()
        open.rate = 5
        open.requests = 200
        let closed = SyntheticRun().summary()
        let page = try RunsReport([
            RunsReport.Run(name: "closed", folder: "reports/run", summary: closed),
            RunsReport.Run(name: "open", folder: "reports/run", summary: open.summary()),
        ]).rendered()
        let table = try #require(
            page.firstMatch(
                of: /<caption>Latency from the scheduled time, streaming[\s\S]*?<\/table>/))
        #expect(table.output.contains("2 open") && !table.output.contains("1 closed"))
        #expect(!page.contains("<caption>Latency from the scheduled time, less run 1"))
        #expect(page.contains("their loads have no common axis"))
    }

    @Test func `says why a mark is missing`() throws {
        let page = try Self.runs([2, 8], requests: 40).rendered()
        #expect(page.contains("No p99 of any run: too few requests for it."))
    }

    @Test func `48 runs have a row each, and no two rows meet`() throws {
        let page = try Self.runs(Array(repeating: 8, count: 48), requests: 60).rendered()
        let chart = try #require(
            page.firstMatch(of: /<div class="raster runrows">[\s\S]*?<div class="axisline"/))
        let tops = chart.output.matches(of: /<span class="due" style="top:(\d+)px"/)
            .compactMap { Int($0.output.1) }
        #expect(tops.count == 48)
        #expect(zip(tops, tops.dropFirst()).allSatisfy { $1 - $0 >= 16 })
        #expect(page.utf8.count < 700_000)
    }

    @Test func `each format has every run, its load and its difference from the first`() throws {
        let report = Self.runs([2, 8])
        let csv = RunsCSV.text(report)
        #expect(csv.hasPrefix(RunsCSV.columns.joined(separator: ",") + "\n"))
        for line in csv.split(separator: "\n") {
            #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == 24)
        }
        #expect(
            csv.contains(/2,20260301T100000Z-load8,.*,8,,trustworthy,streaming,ttft,p95,[\d.]+,ms,/)
        )
        let json = String(decoding: try RunsFormat.json.contents(of: report), as: UTF8.self)
        for key in ["\"streams\" : 8", "\"share_low\"", "\"verdict\" : \"trustworthy\""] {
            #expect(json.contains(key), "\(key)")
        }
        let markdown = RunsMarkdown(report).text()
        #expect(markdown.contains("| 2 load8 | 2026-03-02 10:00 | closed loop, 8 streams |"))
        #expect(markdown.contains("less run 1"))
        #expect(markdown.contains(/TTFT p50 \| TTFT p95 \| TTFT p99/))
    }
}
