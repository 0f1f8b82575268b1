import Analysis
import Foundation
import RunModel
import SyntheticRuns
import Testing

@testable import Reporting

/// Charts as files: each can be read without the page and without a network.
@Suite struct ChartFilesTests {
    private func texts(_ files: [DerivedFile]) -> [(name: String, text: String)] {
        files.map { ($0.name, String(decoding: $0.contents, as: UTF8.self)) }
    }

    private func files(isDark: Bool = false) -> [(name: String, text: String)] {
        texts(ChartFiles.files(of: SampleSummary.paired, isDark: isDark))
            + texts(ChartFiles.files(of: SyntheticLimits.lying, isDark: isDark))
    }

    @Test(arguments: [false, true])
    func `every chart is whole in itself`(isDark: Bool) {
        for (name, text) in files(isDark: isDark) {
            #expect(text.hasPrefix(#"<svg xmlns="http://www.w3.org/2000/svg""#), "\(name)")
            #expect(PageText(page: text).unbalanced.isEmpty, "\(name)")
            #expect(PageText(page: text).brokenNumbers.isEmpty, "\(name)")
            for outside in ["var(", "href", "url(", "@import", "<script", "<span", "<div"] {
                #expect(!text.contains(outside), "\(name) \(outside)")
            }
        }
    }

    @Test func `a run gives all its charts and a card, each under its own name`() {
        let names = texts(ChartFiles.files(of: SampleSummary.paired, isDark: false)).map(\.name)
        #expect(Set(names).count == names.count)
        for name in ["card", "raster", "ttft-distribution", "ttft-ladder", "icl-timeline"] {
            #expect(names.contains(name + ".svg"), "\(name)")
        }
    }

    @Test func `a chart says what it is of`() throws {
        let chart = try #require(files().first { $0.name == "ttft-distribution.svg" })
        let plan = SampleSummary.paired.manifest.plan
        #expect(chart.text.contains(">Distribution of TTFT</text>"))
        #expect(chart.text.contains(Markup(Wording.load(plan)).html))
        #expect(chart.text.contains("TTFT, "))
        #expect(chart.text.contains(">non-streaming</text>"))
    }

    @Test func `the card has the size of previews, the headline numbers and the verdict`() throws {
        let card = RunCard(summary: SampleSummary.paired, isDark: false).text()
        #expect(card.contains(#"width="1200" height="630""#))
        for words in ["TTFT p50", "TTFT p95", "tokens/s", "Can these numbers be trusted?"] {
            #expect(card.contains(words), "\(words)")
        }
    }

    @Test func `dark charts have the page's dark colours`() throws {
        let light = try #require(files().first { $0.name == "raster.svg" })
        let dark = try #require(files(isDark: true).first { $0.name == "raster.svg" })
        #expect(light.text.contains("fill: #fff\"") && !light.text.contains("#14171a"))
        #expect(dark.text.contains("fill: #14171a\"") && dark.text.contains("#6cb4f5"))
    }
}
