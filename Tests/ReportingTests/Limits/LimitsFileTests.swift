import Analysis
import Foundation
import Reporting
import SyntheticRuns
import Testing

@Suite struct LimitsFileTests {
    @Test(arguments: LimitSample.allCases)
    func `reads back the summary it wrote`(sample: LimitSample) throws {
        let data = try LimitsJSON.data(sample.summary)
        #expect(try LimitsJSON.summary(from: data) == sample.summary)
        #expect(try LimitsJSON.data(try LimitsJSON.summary(from: data)) == data)
    }

    @Test func `refuses a summary of another format`() throws {
        var summary = SyntheticLimits.truthful
        summary.format += 1
        let data = try LimitsJSON.data(summary)
        #expect(throws: DecodingError.self) { try LimitsJSON.summary(from: data) }
    }

    @Test func `writes what is asked for, each once, and the usual three unasked`() throws {
        let summary = SyntheticLimits.truthful
        let asked = try DerivedFile.files(of: summary, formats: [.markdown, .csv, .markdown])
        #expect(asked.map(\.name) == ["limits.csv", "limits.md"])
        let unasked = try DerivedFile.files(of: summary)
        #expect(unasked.map(\.name) == ["limits.csv", "limits.json", "limits.html"])
        #expect(try DerivedFile.files(of: summary) == unasked)
    }
}
