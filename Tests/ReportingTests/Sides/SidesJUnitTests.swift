import Analysis
import Foundation
import FoundationXML
import RunModel
import SyntheticRuns
import Testing

@testable import Reporting

@Suite struct SidesJUnitTests {
    private func cases(_ comparison: SideComparison) throws -> [JUnitFile.Case] {
        try JUnitFile(SidesJUnit(comparison).text()).cases
    }

    @Test(arguments: SyntheticSides.allCases)
    func `has a case a metric, each with the result of its word`(sample: SyntheticSides) throws {
        let comparison = sample.comparison
        let cases = try cases(comparison)
        #expect(cases.map(\.className).allSatisfy { $0 == "streamgauge.compare" })
        #expect(Set(cases.map(\.name)).count == cases.count)
        #expect(cases.prefix(2).map(\.name) == ["comparable", "judged"])
        let metrics = cases.dropFirst(2).filter { $0.name != "limits" }
        #expect(metrics.count == comparison.metrics.count)
        for (found, verdict) in zip(metrics, comparison.metrics) {
            #expect(found.name == "\(verdict.metric.rawValue) \(verdict.mode.rawValue)")
            let isOpen =
                !comparison.hindrances.isEmpty || !verdict.isJudged || verdict.isAdvisory
            switch verdict.word {
            case .worse where !isOpen: #expect(found.result == "failure")
            case .better where !isOpen, .same where !isOpen: #expect(found.result == "passed")
            default: #expect(found.result == "skipped" || verdict.isAdvisory)
            }
        }
    }

    @Test(arguments: [SideComparison.Verdict.notComparable, .nothingJudged])
    func `a comparison that judged nothing never passes`(verdict: SideComparison.Verdict) throws {
        for sample in SyntheticSides.allCases {
            var comparison = sample.comparison
            comparison.verdict = verdict
            #expect(try cases(comparison).contains { $0.result == "error" })
        }
        let empty = SidesSample.comparison(verdict, [])
        #expect(try cases(empty).contains { $0.result == "error" })
    }

    @Test(arguments: Hindrance.Kind.allCases)
    func `a hindered comparison is an error, and no metric passes`(kind: Hindrance.Kind) throws {
        let cases = try cases(SidesSample.hindered([kind]))
        #expect(cases[0].result == "error")
        #expect(cases.dropFirst().allSatisfy { $0.result == "skipped" })
    }

    @Test func `what only advises is skipped with its sentence`() throws {
        var tail = SidesSample.verdict(.firstTokenP99, .worse, 40, 20...60)
        tail.isAdvisory = true
        let cases = try cases(SidesSample.comparison(.noRegression, [tail]))
        #expect(cases[2].result == "skipped")
        #expect(cases[2].message == "TTFT p99 rose by 40.0 % (20.0 to 60.0 %), which only advises")
    }

    @Test(arguments: SyntheticSides.allCases)
    func `its counts are those of its cases`(sample: SyntheticSides) throws {
        let file = try JUnitFile(SidesJUnit(sample.comparison).text())
        for (name, result) in [
            ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"),
        ] {
            #expect(file.suite[name] == String(file.cases.count { $0.result == result }))
        }
        #expect(file.suite["tests"] == String(file.cases.count))
    }

    @Test func `texts of others stay texts`() throws {
        let attack = "]]></error><testcase name=\"x\"/>&\"'<!-- \u{0}\u{8}\u{FFFE}\u{202E}"
        let file = try JUnitFile(SidesJUnit(SidesSample.hostile(attack)).text())
        #expect(file.cases.count == 2 + SyntheticSides.forced.comparison.metrics.count)
        #expect(file.cases[0].message.contains("]]></error><testcase name=\"x\"/>&\"'<!--"))
    }
}

/// junit.xml as a program reads it.
private final class JUnitFile: NSObject, XMLParserDelegate {
    struct Case {
        var className = ""
        var name = ""
        var result = "passed"
        var message = ""
    }

    private(set) var suite: [String: String] = [:]
    private(set) var cases: [Case] = []

    init(_ text: String) throws {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        switch name {
        case "testsuite": suite = attributes
        case "testcase":
            cases.append(
                Case(className: attributes["classname"] ?? "", name: attributes["name"] ?? ""))
        case "failure", "error", "skipped":
            guard let last = cases.indices.last else { return }
            cases[last].result = name
            cases[last].message = attributes["message"] ?? ""
        default: break
        }
    }
}
