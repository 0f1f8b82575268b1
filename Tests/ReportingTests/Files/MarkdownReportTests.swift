import Analysis
import Reporting
import RunModel
import SyntheticRuns
import Testing

@Suite struct MarkdownReportTests {
    @Test func `looks as it should`() throws {
        try expectGolden(MarkdownReport(SampleSummary.paired).text(), "report.md")
    }

    @Test func `gives every line of a table the same cells`() {
        let lines = MarkdownReport(SampleSummary.paired).text().split(separator: "\n")
        var cells: Int?
        for line in lines {
            let count =
                line.hasPrefix("|")
                ? line.replacing("\\|", with: "").split(
                    separator: "|", omittingEmptySubsequences: false
                ).count : nil
            if let count, let cells { #expect(count == cells) }
            cells = count
        }
    }

    @Test func `escapes what others wrote`() {
        var record = SyntheticRun().record()
        record.manifest.plan.name = "# a | b <img src=x> [l](http://x) *s* @me\nwww.x.org"
        let text = MarkdownReport(record.summary()).text()
        #expect(
            text.hasPrefix(
                "# \\#\u{200B} a \\| b \\<img src=x\\> \\[l\\](http:\\//x) \\*s\\* @\u{200B}me www\\.x.org\n"
            ))
    }

    @Test func `shows the address and the model as they are typed`() {
        var record = SyntheticRun().record()
        record.manifest.endpoint = "https://api.example.com/v1?a=b&c=*d*"
        record.manifest.plan.request.model = "org/`model`_x|@me"
        let text = MarkdownReport(record.summary()).text()
        #expect(
            text.contains("`https://api.example.com/v1?a=b&c=*d*`, ``org/`model`_x|@me``, started"))
    }

    @Test func `says so when nothing was measured`() {
        let record = SyntheticRun().record()
        let empty = RunSummary(
            manifest: record.manifest, requests: [], histograms: HistogramSet())
        #expect(MarkdownReport(empty).text().contains("Nothing was measured."))
    }
}
