import Analysis
import Reporting
import RunModel
import SyntheticRuns
import Testing

@Suite struct ConsoleComparisonTests {
    @Test func `looks as it should`() throws {
        try expectGolden(
            ConsoleComparison(SampleSummary.paired).rendered(), "console-comparison.txt")
    }

    @Test func `stands in short in the table of a run of both modes`() throws {
        try expectGolden(ConsoleSummary(SampleSummary.paired).rendered(), "console-paired.txt")
    }

    @Test func `fits 80 columns`() {
        let texts = [
            ConsoleComparison(SampleSummary.paired).rendered(),
            ConsoleSummary(SampleSummary.paired).rendered(),
        ]
        let lines = texts.flatMap { $0.split(separator: "\n") }
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `says why there is no break-even`() {
        var summary = SampleSummary.paired
        summary.comparison?.breakEven = nil
        let text = ConsoleComparison(summary).rendered()
        #expect(text.contains("A break-even cannot be told: answers differ too little in length."))
    }

    @Test func `says so without pairs`() {
        let text = ConsoleComparison(SyntheticRun.eventfulSummary).rendered()
        #expect(text.hasPrefix("no pairs"))
    }
}
