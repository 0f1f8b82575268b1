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

    @Test func `writes a csv line of twenty fields for every row`() {
        let summary = SyntheticRun.eventfulSummary
        let lines = SummaryCSV.text(summary).split(separator: "\n")
        #expect(lines.count == summary.rows.count + 1)
        // No name and no note holds a comma, so that the simplest reader does.
        #expect(
            lines.allSatisfy {
                $0.split(separator: ",", omittingEmptySubsequences: false).count == 20
            })
    }

    @Test func `every csv line says of which run it is, and at what load`() throws {
        var record = SyntheticRun().record()
        record.manifest.endpoint = "https://api.example.com:8443/v1?api-version=1"
        record.manifest.plan.name = "night"
        func ends(_ record: SyntheticRecord) -> Set<String> {
            let lines = SummaryCSV.text(record.summary()).split(separator: "\n").dropFirst()
            return Set(
                lines.map {
                    $0.split(separator: ",", omittingEmptySubsequences: false).suffix(8)
                        .joined(separator: ",")
                })
        }
        let begin = "night,2026-05-28T20:26:40Z,api.example.com:8443,gpt-4o-mini,"
        record.manifest.plan.load.concurrency = 7
        #expect(ends(record) == [begin + "7,,false,"])
        record.manifest.plan.load.rate = 2.5
        record.manifest.isEmulated = true
        #expect(ends(record) == [begin + ",2.5,true,"])
    }

    @Test func `tells no digits that a histogram does not have`() throws {
        let summary = SyntheticRun.eventfulSummary
        let lines = SummaryCSV.text(summary).split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let gaps = lines.filter { $0[0] == "icl" && $0[7] == "ms" && !$0[6].isEmpty }
        try #require(!gaps.isEmpty)
        for cells in gaps {
            for number in [cells[6], cells[8], cells[9]] {
                let digits = number.filter(\.isNumber).drop { $0 == "0" }
                #expect(digits.count <= 4 || number.hasSuffix("0"), "\(number)")
            }
        }
        // Each request's own time is known to the nanosecond.
        #expect(lines.contains { $0[0] == "ttft" && $0[6].count > 6 })
    }
}
