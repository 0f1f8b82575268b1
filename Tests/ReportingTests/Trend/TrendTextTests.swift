import Foundation
import Reporting
import SyntheticRuns
import Testing

@testable import Analysis

@Suite struct TrendTextTests {
    @Test(arguments: SyntheticTrends.allCases)
    func `prints what it should`(sample: SyntheticTrends) throws {
        let text = ConsoleTrend(sample.trend, files: ["trend.html"]).rendered()
        try expectGolden(text, "trend-\(sample.rawValue).txt")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `keeps to eighty columns and moves no cursor`() {
        let text = ConsoleTrend(
            TrendPageTests.hostile("\u{1B}[2J\u{202E}" + String(repeating: "x", count: 300)),
            files: []
        ).rendered()
        #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test(arguments: SyntheticTrends.allCases)
    func `writes JSON that reads back as the same trend`(sample: SyntheticTrends) throws {
        let trend = sample.trend
        #expect(try TrendJSON.trend(from: try TrendJSON.data(trend)) == trend)
    }

    @Test func `refuses JSON of another format`() throws {
        var trend = SyntheticTrends.short.trend
        trend.format = 2
        let data = try TrendJSON.data(trend)
        #expect(throws: DecodingError.self) { try TrendJSON.trend(from: data) }
    }

    @Test func `writes a line a run and metric`() throws {
        let trend = SyntheticTrends.worse.trend
        let lines = TrendCSV.text(trend).split(separator: "\n")
        #expect(lines.count == 1 + trend.runs.count * trend.metrics.count)
        #expect(String(lines[0]) == TrendCSV.columns.joined(separator: ","))
        for line in lines {
            #expect(
                line.split(separator: ",", omittingEmptySubsequences: false).count
                    == TrendCSV.columns.count)
        }
        #expect(lines.contains { $0.contains(",excluded,") })
    }

    @Test func `writes no formula`() {
        let lines = TrendCSV.text(TrendPageTests.hostile("=1+1")).split(separator: "\n")
        #expect(!lines.contains { $0.contains(",=1+1") })
    }

    @Test(arguments: [("html", TrendFormat.html), ("JSON", .json), ("csv", .csv), ("txt", nil)])
    func `knows a format by a file's ending`(ending: String, format: TrendFormat?) {
        #expect(TrendFormat(ending: ending) == format)
    }
}

extension PlanDifference {
    static func sample(_ text: String) -> PlanDifference {
        PlanDifference(key: text, base: [text], new: [text], isOfWork: false)
    }
}
