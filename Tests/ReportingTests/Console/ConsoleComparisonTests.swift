import Analysis
import Reporting
import RunModel
import SyntheticRuns
import Testing

@Suite struct ConsoleComparisonTests {
    @Test func `looks as it should`() throws {
        try expectGolden(
            ConsoleSummary(SampleSummary.paired).renderedComparison(), "console-comparison.txt")
    }

    @Test func `stands in short in the table of a run of both modes`() throws {
        try expectGolden(ConsoleSummary(SampleSummary.paired).rendered(), "console-paired.txt")
    }

    @Test func `fits 80 columns`() {
        let texts = [
            ConsoleSummary(SampleSummary.paired).renderedComparison(),
            ConsoleSummary(SampleSummary.paired).rendered(),
        ]
        let lines = texts.flatMap { $0.split(separator: "\n") }
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `says why there is no break-even`() {
        var summary = SampleSummary.paired
        summary.comparison?.breakEven = nil
        let text = ConsoleSummary(summary).renderedComparison()
        #expect(
            text.replacing(/\n +/, with: " ")
                .contains("A break-even cannot be told: answers differ too little in length."))
    }

    @Test func `shows each mode's table where there are no pairs`() {
        let summary = ConsoleSummary(SyntheticRun.eventfulSummary)
        #expect(summary.renderedComparison() == summary.rendered())
    }
}
