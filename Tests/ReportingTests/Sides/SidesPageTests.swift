import Analysis
import Foundation
import Reporting
import SyntheticRuns
import Testing

@Suite struct SidesPageTests {
    @Test(arguments: SyntheticSides.allCases)
    func `has the structure it should`(sample: SyntheticSides) throws {
        let page = try SidesPage(sample.comparison).rendered()
        try expectGolden(PageText(page: page).structure, "sides-\(sample.rawValue).html")
    }

    @Test(arguments: SyntheticSides.allCases)
    func `is well formed and names every drawing`(sample: SyntheticSides) throws {
        let page = try SidesPage(sample.comparison).rendered()
        #expect(PageText(page: page).unbalanced.isEmpty)
        #expect(PageText(page: page).brokenNumbers.isEmpty)
        let ids = page.matches(of: /\ id="([^"]+)"/).map { String($0.output.1) }
        #expect(Set(ids).count == ids.count)
        let drawings = page.matches(of: /<svg[^>]*aria-labelledby="([^ ]+) ([^"]+)"/)
        #expect(drawings.count == page.matches(of: /<svg/).count)
        for drawing in drawings {
            #expect(ids.contains(String(drawing.output.1)))
            #expect(page.contains("<desc id=\"\(drawing.output.2)\">"))
        }
        #expect(page.matches(of: /<table/).count == page.matches(of: /<caption>[^<]/).count)
    }

    @Test func `needs no network and no script of others`() throws {
        let attack = "</title><script>alert('1')</script>\"&<\u{301}img onerror=x>"
        let page = try SidesPage(SidesSample.hostile(attack)).rendered()
        for loaded in ["src=", "<link", "@import", "url(", "<iframe", "javascript:", "fetch("] {
            #expect(!page.contains(loaded))
        }
        #expect(page.matches(of: /<script/).count == 1)
        #expect(page.contains("&lt;script&gt;"))
        #expect(!page.contains("<\u{301}"))
        #expect(page.matches(of: /="[^"]*alert/).isEmpty)
        #expect(PageText(page: page).unbalanced.isEmpty)
    }

    @Test func `says first what it came to`() throws {
        let worse = try SidesPage(SyntheticSides.worse.comparison).rendered()
        #expect(worse.contains("<div class=\"verdict not_trustworthy\">"))
        #expect(worse.contains("<p class=\"question\"><strong>Worse</strong>: TTFT p"))
        let same = try SidesPage(SyntheticSides.same.comparison).rendered()
        #expect(same.contains("<div class=\"verdict trustworthy\">"))
        let hindered = try SidesPage(SyntheticSides.hindered.comparison).rendered()
        #expect(hindered.contains("<p class=\"question\"><strong>Not comparable</strong>: "))
    }

    @Test func `draws an interval for each metric that has one`() throws {
        for sample in SyntheticSides.allCases {
            let comparison = sample.comparison
            let page = try SidesPage(comparison).rendered()
            let drawn = page.matches(of: /<path class="effect [a-z]+ estimate"/).count
            #expect(drawn == comparison.metrics.count { $0.effect != nil })
        }
    }

    @Test func `stays below two megabytes with a thousand rounds a side`() throws {
        var comparison = SyntheticSides.runs.comparison
        for index in comparison.metrics.indices {
            let (base, new) = (
                comparison.metrics[index].basePoints, comparison.metrics[index].newPoints
            )
            for _ in 0..<20 {
                comparison.metrics[index].basePoints += base
                comparison.metrics[index].newPoints += new
            }
        }
        let page = try SidesPage(comparison).rendered()
        #expect(page.utf8.count < 2_000_000)
    }

    @Test func `stands without anything to show`() throws {
        let page = try SidesPage(SidesSample.comparison(.nothingJudged, [])).rendered()
        #expect(page.contains("<strong>Nothing was judged</strong>: "))
        #expect(!page.contains("<svg"))
        #expect(PageText(page: page).unbalanced.isEmpty)
    }
}
