import Analysis
import Foundation
import Reporting
import SyntheticRuns
import Testing

@Suite struct TrendPageTests {
    @Test(arguments: SyntheticTrends.allCases)
    func `has the structure it should`(sample: SyntheticTrends) throws {
        let page = try TrendPage(sample.trend).rendered()
        try expectGolden(PageText(page: page).structure, "trend-\(sample.rawValue).html")
    }

    @Test(arguments: SyntheticTrends.allCases)
    func `is well formed and names every drawing`(sample: SyntheticTrends) throws {
        let page = try TrendPage(sample.trend).rendered()
        #expect(PageText(page: page).unbalanced.isEmpty)
        #expect(PageText(page: page).brokenNumbers.isEmpty)
        let ids = page.matches(of: /\ id="([^"]+)"/).map { String($0.output.1) }
        #expect(Set(ids).count == ids.count)
        let drawings = page.matches(of: /<svg[^>]*aria-labelledby="([^ ]+) ([^"]+)"/)
        #expect(drawings.count == sample.trend.metrics.count)
        for drawing in drawings {
            #expect(ids.contains(String(drawing.output.1)))
            #expect(page.contains("<desc id=\"\(drawing.output.2)\">"))
        }
    }

    @Test func `lets nothing from the history into its markup`() throws {
        let attack = "</title><script>alert('1')</script>\"&<\u{301}img onerror=x>\u{202E}"
        let page = try TrendPage(Self.hostile(attack)).rendered()
        #expect(page.matches(of: /<script/).count == 1)
        #expect(page.contains("&lt;script&gt;"))
        #expect(!page.contains("<\u{301}"))
        #expect(!page.contains("\u{202E}"))
        #expect(page.matches(of: /="[^"]*alert/).isEmpty)
        #expect(PageText(page: page).unbalanced.isEmpty)
        for loaded in ["src=", "<link", "@import", "url(", "<iframe", "javascript:", "fetch("] {
            #expect(!page.contains(loaded))
        }
    }

    @Test func `stays small whatever a text holds`() throws {
        for text in [
            String(repeating: "x", count: 10_000),
            "a" + String(repeating: "\u{301}", count: 10_000),
        ] {
            let page = try TrendPage(Self.hostile(text)).rendered()
            #expect(page.utf8.count < 1_000_000)
        }
    }

    @Test func `says first what it came to`() throws {
        let worse = try TrendPage(SyntheticTrends.worse.trend).rendered()
        #expect(worse.contains("<div class=\"verdict not_trustworthy\">"))
        #expect(
            worse.contains("<p class=\"question\"><strong>Worse than before</strong>: TTFT p50"))
        var blessed = SyntheticTrends.worse.past
        blessed[42].blessing = "wanted"
        let page = try TrendPage(
            HistoryTrend(of: blessed, series: "chat", branch: "main")
        ).rendered()
        #expect(page.contains("<div class=\"verdict trustworthy\">"))
        let creeping = try TrendPage(SyntheticTrends.creeping.trend).rendered()
        #expect(creeping.contains("<strong>Getting worse</strong>: TTFT p50 rose bit by bit"))
        let short = try TrendPage(SyntheticTrends.short.trend).rendered()
        #expect(short.contains("<strong>Too few runs to tell</strong>: 4 runs"))
    }

    @Test func `draws a mark a run and a line a level`() throws {
        let trend = SyntheticTrends.worse.trend
        let page = try TrendPage(trend).rendered()
        let marks = page.matches(of: /<path class="run [a-z]+" [^>]*><title>/).count
        #expect(marks == trend.runs.count * trend.metrics.count)
        let levels = page.matches(of: /<path class="height [a-z]+"/).count
        #expect(levels == trend.metrics.flatMap(\.levels).count)
    }

    @Test func `says in words that a tail only advises`() throws {
        let page = try TrendPage(SyntheticTrends.worse.trend).rendered()
        #expect(page.contains("class=\"wide trends advisory\""))
        #expect(page.contains("<span class=\"found\">advises only</span></figcaption>"))
    }

    @Test func `stays below two megabytes with a thousand runs`() throws {
        let runs = SyntheticHistory(
            Dictionary(
                uniqueKeysWithValues: JudgedMetric.allCases.filter { !$0.isOfLimits }.map {
                    ($0, [Double](repeating: 200, count: 1000))
                })
        ).runs
        let page = try TrendPage(HistoryTrend(of: runs, series: "chat", branch: nil)).rendered()
        #expect(page.utf8.count < 2_000_000)
    }

    @Test func `stands without a run`() throws {
        let page = try TrendPage(HistoryTrend(of: [], series: nil, branch: nil)).rendered()
        #expect(!page.contains("<svg"))
        #expect(PageText(page: page).unbalanced.isEmpty)
    }

    /// A trend with `text` wherever others than this program wrote one.
    static func hostile(_ text: String) -> HistoryTrend {
        var trend = SyntheticTrends.worse.trend
        trend.series = text
        trend.branch = text
        trend.others = [.init(series: text, kind: .run, branch: text, runs: 3)]
        for index in trend.runs.indices {
            trend.runs[index].name = text
            trend.runs[index].started = text
            trend.runs[index].endpoint = text
            trend.runs[index].model = text
            trend.runs[index].labels["commit"] = text
            trend.runs[index].labels["subject"] = text
            trend.runs[index].baselines = [text]
            trend.runs[index].blessing = text
            if trend.runs[index].leftOut != nil { trend.runs[index].leftOutText = text }
        }
        for metric in trend.metrics.indices {
            for change in trend.metrics[metric].changes.indices {
                trend.metrics[metric].changes[change].before.commit = text
                trend.metrics[metric].changes[change].after.commit = text + "2"
                trend.metrics[metric].changes[change].first.commit = text
                trend.metrics[metric].changes[change].differences = [
                    PlanDifference.sample(text)
                ]
            }
        }
        return trend
    }
}
