import Analysis
import Foundation
import Reporting
import RunModel
import SyntheticRuns
import Testing

@testable import Reporting

@Suite struct GateOutputTests {
    private func text(_ format: GateFormat, _ gate: SyntheticGates) throws -> String {
        String(decoding: try #require(try format.contents(of: gate.result)), as: UTF8.self)
    }

    @Test(arguments: SyntheticGates.allCases)
    func `the terminal shows at most 80 columns, and ends every line`(gate: SyntheticGates) {
        let text = ConsoleGate(gate.result, files: ["reports/gate/compare.html"]).rendered()
        #expect(text.hasSuffix("\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
        #expect(text.hasPrefix("Gate: "))
    }

    @Test func `says what got worse, against what, and that it was confirmed`() {
        let text = ConsoleGate(SyntheticGates.regression.result).rendered()
        #expect(text.contains("Regression: TTFT p50 rose by"))
        #expect(text.contains("of main"))
        #expect(text.contains("confirmed by a second run"))
        #expect(text.contains("excluded (the network was broken)"))
        #expect(text.contains("Spikes of 1 past run"))
    }

    @Test func `a creep is told by the release`() {
        let result = SyntheticGates.creep.result
        #expect(result.verdict == .regression)
        #expect(GateWording.headline(result).contains("against the baseline release"))
    }

    @Test(arguments: SyntheticGates.allCases)
    func `Markdown begins with the mark that finds it again, and stays small`(
        gate: SyntheticGates
    ) throws {
        let text = try text(.markdown, gate)
        #expect(
            text.hasPrefix("<!-- streamgauge-gate verdict=\(gate.result.verdict.rawValue) -->\n"))
        #expect(text.utf8.count < 60_000)
    }

    @Test func `nothing of a history can begin markup or a command`() throws {
        var result = SyntheticGates.regression.result
        let hostile = "x\n::error::y <script>@all</script> | [a](javascript:b) \u{202E}"
        result.name = hostile
        result.labels["branch"] = hostile
        result.notes = [hostile, String(repeating: hostile, count: 5_000)]
        result.recent?.blessed = hostile
        result.recent?.blessing = hostile
        result.recent?.baseline = hostile
        let markdown = GateMarkdown(result).text()
        #expect(!markdown.contains("<script>"))
        #expect(!markdown.contains("\n::error"))
        #expect(!markdown.contains("@all"))
        #expect(markdown.utf8.count < 60_000)
        let lines = GateAnnotations.lines(result)
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0.hasPrefix("::error title=") && !$0.contains("\n") })
        let outputs = GateAnnotations.outputs(result, report: "a\nverdict=passed")
        #expect(outputs.split(separator: "\n").count == 6)
        #expect(outputs.hasPrefix("verdict=regression\n"))
        let console = ConsoleGate(result).rendered()
        #expect(!console.contains("\n::error"))
    }

    @Test func `what could not be told is skipped in JUnit, and the whole then fails`() throws {
        let worse = try text(.junit, .regression)
        #expect(
            worse.contains(
                #"<testcase classname="streamgauge.gate" name="gate" time="0"><failure "#))
        #expect(worse.contains(#"classname="streamgauge.gate.recent" name="ttft.p50 streaming""#))
        let passed = try text(.junit, .passed)
        #expect(!passed.contains("<failure"))
        #expect(passed.contains("<skipped"))
        #expect(try text(.junit, .dead).contains("<error "))
        var advisory = SyntheticGates.regression.result
        advisory.isAdvisory = true
        #expect(!GateJUnit(advisory).text().contains("<failure"))
    }

    @Test func `annotations only where something is wrong`() {
        #expect(GateAnnotations.lines(SyntheticGates.passed.result).isEmpty)
        #expect(GateAnnotations.lines(SyntheticGates.first.result).isEmpty)
        #expect(GateAnnotations.lines(SyntheticGates.dead.result).count == 1)
    }

    @Test func `the badge is shields' endpoint form`() throws {
        let value = try JSONSerialization.jsonObject(
            with: #require(try GateFormat.badge.contents(of: SyntheticGates.passed.result)))
        let badge = try #require(value as? [String: Any])
        #expect(badge["schemaVersion"] as? Int == 1)
        #expect(badge["message"] as? String == "no regression")
        #expect(badge["color"] as? String == "brightgreen")
    }

    /// `name value`, a line each, as GitLab and Prometheus read them.
    @Test func `metrics are lines of a name and a number`() throws {
        let lines = try text(.metrics, .regression).split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("streamgauge_ttft_p50_ms ") })
        #expect(lines.contains("streamgauge_gate_exit_code 3"))
        for line in lines {
            let words = line.split(separator: " ")
            #expect(words.count == 2)
            #expect(Double(words[1]) != nil, "\(line)")
            #expect(
                words[0].utf8.allSatisfy {
                    (97...122).contains($0) || (48...57).contains($0) || $0 == 95
                })
        }
    }

    @Test func `a page is there where something is compared`() throws {
        #expect(try GateFormat.page.contents(of: SyntheticGates.passed.result) != nil)
        #expect(try GateFormat.page.contents(of: SyntheticGates.first.result) == nil)
    }
}
