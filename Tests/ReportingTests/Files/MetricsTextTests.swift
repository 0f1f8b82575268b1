import Analysis
import Reporting
import RunModel
import SyntheticRuns
import Testing

/// The rules of OpenMetrics 1.0 that a scraper refuses a text for.
@Suite struct MetricsTextTests {
    private let lines: [String]

    init() {
        lines = MetricsText(SampleSummary.paired).text(.openMetrics)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `looks as it should`() throws {
        var summary = SampleSummary.paired
        let shown: [MetricName] = [
            .requests, MetricName(.timeToFirstToken), .tokenThroughput, .failures, .window,
            .bodyBytesPerToken,
        ]
        summary.table = NumberTable(rows: summary.rows.filter { shown.contains($0.metric) })
        let text = MetricsText(summary)
        try expectGolden(text.text(.openMetrics), "metrics.openmetrics.txt")
        try expectGolden(text.text(.prometheus), "metrics.prom")
    }

    @Test func `ends with the mark of its end and one line feed`() {
        #expect(lines.suffix(2) == ["# EOF", ""])
        #expect(lines.dropLast().allSatisfy { !$0.isEmpty })
        #expect(lines.count { $0 == "# EOF" } == 1)
    }

    @Test func `describes each family once, before its samples, and keeps these together`() throws {
        var seen: Set<String> = []
        var current = ""
        for line in lines.dropLast(2) {
            let words = line.split(separator: " ").map(String.init)
            if line.hasPrefix("# TYPE ") {
                current = words[2]
                #expect(seen.insert(current).inserted, "\(current) twice")
                #expect(["summary", "gauge", "info", "stateset"].contains(words[3]))
            } else if line.hasPrefix("# ") {
                #expect(["UNIT", "HELP"].contains(words[1]))
                #expect(words[2] == current)
                if words[1] == "UNIT" { #expect(current.hasSuffix("_" + words[3])) }
            } else {
                let name = String(line.prefix { $0 != "{" && $0 != " " })
                #expect([current, current + "_count", current + "_info"].contains(name))
            }
        }
    }

    @Test func `gives no series twice and each a finite number`() throws {
        let samples = lines.dropLast(2).filter { !$0.hasPrefix("#") }
        var names: Set<Substring> = []
        for sample in samples {
            let parts = try #require(
                sample.wholeMatch(of: /([a-z0-9_]+(?:\{.*\})?) (-?[0-9.e+-]+)/)
            ).output
            #expect(names.insert(parts.1).inserted, "\(parts.1) twice")
            #expect(Double(parts.2)?.isFinite == true)
        }
    }

    @Test func `writes base units`() throws {
        let row = try #require(SampleSummary.paired.row(.timeToFirstToken, .streaming, .p50)?.value)
        let name =
            "streamgauge_ttft_seconds{mode=\"streaming\",connection=\"all\",quantile=\"0.5\"} "
        let line = try #require(lines.first { $0.hasPrefix(name) })
        let value = try #require(Double(line.dropFirst(name.count)))
        #expect(abs(value - row * 0.001) < 1e-12)
        // Digits that a change of unit makes up are none.
        #expect(line.count - name.count <= 14)
        #expect(!lines.contains { $0.contains("milliseconds") || $0.contains("_ms") })
    }

    @Test func `escapes labels`() {
        var record = SyntheticRun().record()
        record.manifest.plan.name = "a\"b\\c\nd"
        let text = MetricsText(record.summary())
        for dialect in [MetricsDialect.openMetrics, .prometheus] {
            #expect(text.text(dialect).contains(#"name="a\"b\\c d""#))
        }
    }

    @Test func `Prometheus' text has its own types alone, and the same samples`() {
        let text = MetricsText(SampleSummary.paired).text(.prometheus)
        let other = text.split(separator: "\n")
        let types = other.filter { $0.hasPrefix("# TYPE ") }.compactMap {
            $0.split(separator: " ").last
        }
        #expect(Set(types) == ["gauge", "summary"])
        #expect(!text.contains("# UNIT") && !text.contains("# EOF"))
        let samples = lines.filter { !$0.hasPrefix("#") && !$0.isEmpty }
        #expect(other.filter { !$0.hasPrefix("#") }.map(String.init) == samples)
    }

    @Test func `says of an emulated run that it is one`() {
        var record = SyntheticRun().record()
        for isEmulated in [nil, true] {
            record.manifest.isEmulated = isEmulated
            let text = MetricsText(record.summary()).text(.prometheus)
            #expect(text.hasPrefix("# HELP streamgauge_run_info EMULATOR") == (isEmulated == true))
            #expect(text.contains("\nstreamgauge_emulated \(isEmulated == true ? 1 : 0)\n"))
        }
    }
}
