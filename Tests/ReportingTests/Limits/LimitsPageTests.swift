import Analysis
import Foundation
import Reporting
import RunModel
import SyntheticRuns
import Testing

@Suite struct LimitsPageTests {
    @Test(arguments: LimitSample.allCases)
    func `has the structure it should`(sample: LimitSample) throws {
        let page = try LimitsPage(sample.summary).rendered()
        try expectGolden(PageText(page: page).structure, "limits-\(sample.rawValue).html")
    }

    @Test(arguments: LimitSample.allCases)
    func `is well formed and names every drawing`(sample: LimitSample) throws {
        let page = try LimitsPage(sample.summary).rendered()
        #expect(PageText(page: page).unbalanced.isEmpty)
        #expect(PageText(page: page).brokenNumbers.isEmpty)
        let ids = page.matches(of: /\ id="([^"]+)"/).map { String($0.output.1) }
        #expect(Set(ids).count == ids.count)
        let drawings = page.matches(of: /<svg[^>]*aria-labelledby="([^ ]+) ([^"]+)"/)
        #expect(drawings.count == page.matches(of: /<svg/).count)
        #expect(drawings.count >= 3)
        for drawing in drawings {
            #expect(ids.contains(String(drawing.output.1)))
            #expect(page.contains("<desc id=\"\(drawing.output.2)\">"))
        }
        #expect(page.matches(of: /<table/).count == page.matches(of: /<caption>[^<]/).count)
    }

    @Test func `needs no network and no script of others`() throws {
        let attack = "</title><script>alert('1')</script>\"&<\u{301}img onerror=x>"
        let page = try LimitsPage(LimitSample.hostile(attack)).rendered()
        for loaded in ["src=", "<link", "@import", "url(", "<iframe", "javascript:", "fetch("] {
            #expect(!page.contains(loaded))
        }
        #expect(page.matches(of: /<script/).count == 1)
        #expect(page.contains("&lt;script&gt;"))
        #expect(!page.contains("<\u{301}"))
        // Between tags only: no attribute holds any of it.
        #expect(page.matches(of: /="[^"]*alert/).isEmpty)
        #expect(PageText(page: page).unbalanced.isEmpty)
    }

    @Test func `says first what does not hold`() throws {
        let page = try LimitsPage(SyntheticLimits.lying).rendered()
        #expect(page.contains("<div class=\"verdict not_trustworthy\">"))
        #expect(page.contains("Of 2 stated limits, 2 do not hold."))
        #expect(page.contains("<li>Streams at the same time: <strong>lower</strong>; stated 10"))
        let holding = try LimitsPage(SyntheticLimits.truthful).rendered()
        #expect(holding.contains("<div class=\"verdict trustworthy\">"))
    }

    @Test func `stands without anything that was let in`() throws {
        let page = try LimitsPage(LimitSample.deaf).rendered()
        #expect(page.contains("No request was let in"))
        #expect(page.contains("Nothing was refused."))
        #expect(!page.contains("<svg"))
        #expect(PageText(page: page).unbalanced.isEmpty)
    }

    @Test func `draws a mark for each attempt that was turned away`() throws {
        let page = try LimitsPage(SyntheticLimits.lying).rendered()
        let turnedAway = SyntheticLimits.lying.timeline.entries.count {
            ($0.state == .refused || $0.state == .noAnswer)
                && ProbeStep(rawValue: $0.probe)?.isOfWindow != true
        }
        #expect(page.matches(of: /<path class="away t3"/).count == turnedAway)
    }

    @Test func `says what only some runs can show`() throws {
        let page = try LimitsPage(SyntheticLimits.untold).rendered()
        #expect(page.contains("2 ways of counting would explain every answer"))
        #expect(page.contains("Gaps against streams under way"))
        #expect(page.contains("A stream that is kept waiting lies above the ceiling"))
        let fixed = try LimitsPage(SyntheticLimits.truthful).rendered()
        #expect(fixed.matches(of: /class="edge t1"/).count == 4)
    }

    @Test func `stays below a megabyte with 200 streams at a time`() throws {
        let summary = SyntheticLimits.large
        #expect(summary.timeline.entries.count > 1500)
        #expect(try LimitsPage(summary).rendered().utf8.count < 1_000_000)
        #expect(try LimitsJSON.data(summary).count < 2_000_000)
    }
}
