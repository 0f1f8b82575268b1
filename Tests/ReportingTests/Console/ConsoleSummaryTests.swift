import Analysis
import Reporting
import RunModel
import SyntheticRuns
import Testing

@Suite struct ConsoleSummaryTests {
    @Test func `looks as it should`() throws {
        let text = ConsoleSummary(
            SyntheticRun.eventfulSummary, files: ["reports/synthetic/report.html"]
        ).rendered()
        try expectGolden(text, "console-closed.txt")
    }

    @Test func `puts the scheduled time first in open loop`() throws {
        var run = SyntheticRun.eventful
        run.rate = 6
        run.coalescedShare = 0.15
        run.hasUsage = false
        let text = ConsoleSummary(run.summary()).rendered()
        try expectGolden(text, "console-open.txt")
        #expect(!text.contains(SummaryNote.closedLoop))
    }

    @Test func `names no length of a window that there is not`() {
        var summary = SyntheticRun.eventfulSummary
        #expect(!ConsoleSummary(summary).rendered().contains(", 0 s"))
        summary.window.endSeconds = summary.window.startSeconds
        let text = ConsoleSummary(summary).rendered()
        #expect(!text.contains(", 0 s") && text.split(separator: "\n")[0].contains("stream"))
    }

    @Test(arguments: [nil, 6.0, 6000])
    func `fits 80 columns`(rate: Double?) {
        var run = SyntheticRun.eventful
        run.requests = 200
        run.rate = rate
        var record = run.record()
        record.manifest.notices = [
            Notice(.other, String(repeating: "a caveat of some length ", count: 12))
        ]
        record.manifest.plan.name = String(repeating: "name ", count: 30)
        let lines = ConsoleSummary(record.summary()).rendered().split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `colours only when asked, and says the same`() {
        let summary = SyntheticRun.eventfulSummary
        let plain = ConsoleSummary(summary).rendered()
        let coloured = ConsoleSummary(summary, usesColour: true).rendered()
        #expect(!plain.contains("\u{1B}"))
        #expect(coloured.contains("\u{1B}[32mtrustworthy\u{1B}[0m"))
        #expect(
            coloured.replacing(/\u{1B}\[[0-9]+m/, with: "").filter { $0 != " " }
                == plain.filter { $0 != " " })
    }

    @Test func `prints no control character of a plan or a server`() {
        var record = SyntheticRun().record()
        record.manifest.plan.name = "evil\u{1B}[2Jname\r\u{202E}"
        record.manifest.notices = [Notice(.other, "a\u{7}b")]
        let text = ConsoleSummary(record.summary()).rendered()
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 32 })
        #expect(!text.contains("\u{202E}"))
    }

    @Test func `says so when nothing was measured`() {
        var record = SyntheticRun().record()
        let empty = RunSummary(
            manifest: record.manifest, requests: [], histograms: HistogramSet())
        #expect(ConsoleSummary(empty).rendered().contains("nothing was measured"))
        #expect(ConsoleSummary(empty).rendered().contains("not trustworthy"))
        record.manifest.ending = .unfinished
        #expect(ConsoleSummary(record.summary()).rendered().contains("was killed"))
    }
}
