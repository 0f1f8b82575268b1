import Analysis
import Foundation
import Reporting
import SyntheticRuns
import Testing

@Suite struct SidesTextTests {
    @Test(arguments: SyntheticSides.allCases)
    func `prints what it should`(sample: SyntheticSides) throws {
        let console = ConsoleSides(sample.comparison, files: ["compare.html"]).rendered()
        try expectGolden(console, "sides-\(sample.rawValue).txt")
    }

    @Test(arguments: SyntheticSides.allCases)
    func `writes the table and the markdown that it should`(sample: SyntheticSides) throws {
        let comparison = sample.comparison
        try expectGolden(SidesCSV.text(comparison), "sides-\(sample.rawValue).csv")
        try expectGolden(SidesMarkdown(comparison).text(), "sides-\(sample.rawValue).md")
        try expectGolden(SidesJUnit(comparison).text(), "sides-\(sample.rawValue).xml")
    }

    @Test(arguments: SyntheticSides.allCases)
    func `keeps within 80 columns, and colour changes no letter`(sample: SyntheticSides) {
        let comparison = sample.comparison
        let plain = ConsoleSides(comparison).rendered()
        #expect(plain.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let coloured = ConsoleSides(comparison, usesColour: true).rendered()
        #expect(coloured.contains("\u{1B}["))
        #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
    }

    @Test func `prints no control character of others, and breaks what is too long`() {
        let long = String(repeating: "x", count: 300)
        let hostile = SidesSample.hostile("\u{1B}[2J\u{202E}\(long)")
        let text = ConsoleSides(hostile).rendered()
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `a comment stays below 60 KB, however much there is to say`() {
        let long = String(repeating: "<@x>|&_", count: 3000)
        let text = SidesMarkdown(SidesSample.vast(long)).text()
        #expect(text.utf8.count < SidesMarkdown.mostBytes)
        #expect(text.contains("**Not comparable: "))
        #expect(!text.contains("@x"))
    }

    @Test(arguments: SyntheticSides.allCases)
    func `reads back the comparison it wrote`(sample: SyntheticSides) throws {
        let comparison = sample.comparison
        let data = try SidesJSON.data(comparison)
        let read = try SidesJSON.comparison(from: data)
        #expect(try SidesJSON.data(read) == data)
    }

    @Test func `refuses a comparison of another format`() throws {
        var comparison = SyntheticSides.short.comparison
        comparison.format += 1
        let data = try SidesJSON.data(comparison)
        #expect(throws: DecodingError.self) { try SidesJSON.comparison(from: data) }
    }

    @Test func `writes what is asked for, each once`() throws {
        let files = try DerivedFile.files(
            of: SyntheticSides.short.comparison, formats: [.junit, .json, .junit])
        #expect(files.map(\.name) == ["comparison.json", "junit.xml"])
    }

    @Test func `a csv cell of others cannot be a formula`() {
        let text = SidesCSV.text(SyntheticSides.worse.comparison)
        let rows = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(rows.allSatisfy { $0.count == SidesCSV.columns.count })
    }
}
