import Analysis
import Foundation
import Reporting
import RunModel
import SyntheticRuns
import Testing

@Suite struct LimitsTextTests {
    @Test(arguments: LimitSample.allCases)
    func `prints what it should`(sample: LimitSample) throws {
        let console = ConsoleLimits(sample.summary, files: ["reports/x/limits.html"]).rendered()
        try expectGolden(console, "limits-\(sample.rawValue).txt")
    }

    @Test(arguments: LimitSample.allCases)
    func `writes the table and the markdown that it should`(sample: LimitSample) throws {
        try expectGolden(LimitsCSV.text(sample.summary), "limits-\(sample.rawValue).csv")
        try expectGolden(LimitsMarkdown(sample.summary).text(), "limits-\(sample.rawValue).md")
    }

    @Test(arguments: LimitSample.allCases)
    func `keeps within 80 columns, and colour changes no letter`(sample: LimitSample) {
        let plain = ConsoleLimits(sample.summary).rendered()
        #expect(plain.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let coloured = ConsoleLimits(sample.summary, usesColour: true).rendered()
        #expect(coloured.contains("\u{1B}["))
        #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
    }

    @Test func `gives each verdict a sign that needs no colour`() {
        let text = ConsoleLimits(SyntheticLimits.lying).rendered()
        for word in ["✗ lower", "✗ higher", "✗ not enforced", "? cannot tell"] {
            #expect(text.contains(word))
        }
        #expect(ConsoleLimits(SyntheticLimits.truthful).rendered().contains("✓ holds"))
    }

    @Test(arguments: [
        (LimitSample.truthful, "Both stated limits hold."),
        (.lying, "Of 2 stated limits, 2 do not hold."),
        (.untold, "Nothing was stated; this is what was found."),
    ])
    func `says in one sentence what it comes to`(sample: LimitSample, sentence: String) {
        let console = ConsoleLimits(sample.summary).rendered()
        #expect(console.contains("\n\(sentence)"))
        #expect(LimitsMarkdown(sample.summary).text().contains("**\(sentence)"))
    }

    @Test func `says when the target let nothing in`() {
        let text = ConsoleLimits(LimitSample.deaf).rendered()
        #expect(text.contains("No request was let in, so nothing can be said"))
    }

    @Test func `prints no control character of others, and breaks what is too long`() {
        let long = String(repeating: "x", count: 90)
        let text = ConsoleLimits(LimitSample.hostile("\u{1B}[2J\u{202E}\(long)")).rendered()
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
        let table = text.split(separator: "\n").filter { $0.hasPrefix("Streams") }
        #expect(!table.isEmpty && table.allSatisfy { $0.count <= 80 })
    }

    @Test func `writes a line a finding, whatever a server wrote`() {
        let text = LimitsCSV.text(LimitSample.hostile("=1+1,\"two\nlines\""))
        let lines = text.split(separator: "\n")
        #expect(lines.count == 1 + SyntheticLimits.lying.findings.count)
        #expect(lines.dropFirst().allSatisfy { $0.contains("\"'=1+1,\"\"two lines\"\"\"") })
    }
}
