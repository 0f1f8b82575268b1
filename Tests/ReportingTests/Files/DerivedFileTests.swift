import Analysis
import Foundation
import Reporting
import RunModel
import SyntheticRuns
import Testing

@Suite struct DerivedFileTests {
    @Test func `writes the same bytes from the same record in any order`() throws {
        let record = SyntheticRun.eventful.record()
        let files = try DerivedFile.files(
            of: record.summary(), formats: ReportFormat.allCases)
        #expect(files.map(\.name) == ReportFormat.allCases.map(\.fileName))

        var digest = ChunkDigest(manifest: record.manifest, requests: record.requests.shuffled())
        for chunk in record.chunks { digest.add(chunk) }
        let again = RunSummary(
            manifest: record.manifest, requests: record.requests.shuffled(),
            histograms: record.histograms, chunks: digest)
        #expect(try DerivedFile.files(of: again, formats: ReportFormat.allCases) == files)
    }

    @Test func `writes what is asked for, each once, and the usual three unasked`() throws {
        let summary = SyntheticRun.eventfulSummary
        let asked = try DerivedFile.files(of: summary, formats: [.markdown, .csv, .markdown])
        #expect(asked.map(\.name) == ["summary.csv", "report.md"])
        let unasked = try DerivedFile.files(of: summary)
        #expect(unasked.map(\.name) == ["summary.csv", "summary.json", "report.html"])
    }

    @Test func `reads back the summary it wrote`() throws {
        let summary = SyntheticRun.eventfulSummary
        let data = try SummaryJSON.data(summary)
        #expect(try SummaryJSON.summary(from: data) == summary)
    }

    @Test func `refuses a summary of another format`() throws {
        var summary = SyntheticRun.eventfulSummary
        summary.format += 1
        let data = try SummaryJSON.data(summary)
        #expect(throws: DecodingError.self) { try SummaryJSON.summary(from: data) }
    }

    @Test func `writes a csv line of twelve fields for every row`() {
        let summary = SyntheticRun.eventfulSummary
        let lines = SummaryCSV.text(summary).split(separator: "\n")
        #expect(lines.count == summary.rows.count + 1)
        // No name and no note holds a comma, so that the simplest reader does.
        #expect(
            lines.allSatisfy {
                $0.split(separator: ",", omittingEmptySubsequences: false).count == 12
            })
    }
}
