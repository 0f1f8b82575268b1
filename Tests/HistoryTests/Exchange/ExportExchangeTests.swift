import Foundation
import RunModel
import Statistics
import Testing

@testable import Analysis
@testable import History

/// A history for other tools.
@Suite struct ExportExchangeTests {
    private let folder: ExchangeFolder

    init() throws { folder = try ExchangeFolder() }

    /// A run of three rounds on a day of September 2026.
    private func profile(day: Int, level: Double = 100, tail: Double? = 200) -> RunProfile {
        let number = day < 10 ? "0\(day)" : "\(day)"
        var profile = RunProfile(
            name: "run-\(day)", started: "2026-09-\(number)T02:00:00.000Z", version: "1.0.0",
            endpoint: "http://host", model: "=1+1,\"m\"", originNanoseconds: Int64(day),
            ending: .completed, trust: .trustworthy, reasons: [])
        profile.work = [RunProfile.PlanItem(key: "load.concurrency", value: "16")]
        let rounds = [-2.0, 0, 2].enumerated().map { place, shift in
            var failures = RoundValue(.failures, 0.02)
            (failures.part, failures.whole) = (1, 50)
            return RoundProfile(
                round: place + 1, startSeconds: 0, streams: 16,
                values: [
                    RoundValue(.firstTokenP50, level + shift),
                    RoundValue(.firstTokenP99, place == 0 ? tail : 210, lack: .infinite),
                    RoundValue(.tokenThroughput, 500), failures,
                ])
        }
        profile.modes = [
            ModeProfile(
                mode: .streaming, outputTokens: GroupedSample([20, 30]),
                outputEvents: GroupedSample([]), promptTokens: GroupedSample([]),
                finishReasons: [], medianGapMilliseconds: nil, rounds: rounds)
        ]
        return profile
    }

    @discardableResult
    private func add(
        _ profile: RunProfile, branch: String = "main", series: String = "chat"
    ) throws -> String {
        try folder.history.add(
            HistoryEntry(
                profile, kind: .run, series: series,
                labels: RunLabels(["branch": branch, "commit": "c\(profile.originNanoseconds)"]),
                seconds: 12.5))
    }

    private func exclude(_ id: String) throws {
        try folder.history.add(
            HistoryMark(.exclude, run: id, reason: "@net", time: "2026-10-01T00:00:00Z"))
    }

    private func runs(_ choice: ExportChoice = ExportChoice()) -> [ExportedRun] {
        folder.history.exportedRuns(choice).runs
    }

    /// Cells by line; good for fields without line feeds.
    private static func cells(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { line in
            var cells = [""]
            var isQuoted = false
            for character in line {
                if character == "\"" { isQuoted.toggle() }
                if character == ",", !isQuoted {
                    cells.append("")
                } else {
                    cells[cells.count - 1].append(character)
                }
            }
            return cells
        }
    }

    // MARK: Choice

    @Test func `chooses by branch, series, kind and number, in order of time`() throws {
        for day in [3, 1, 2] { try add(profile(day: day)) }
        try add(profile(day: 4), branch: "other")
        try add(profile(day: 5), series: "code")
        #expect(runs().map(\.head.originNanoseconds) == [1, 2, 3, 4, 5])
        let main = ExportChoice(branch: "main", series: "chat", kind: .run, last: 2)
        #expect(runs(main).map(\.head.originNanoseconds) == [2, 3])
        #expect(runs(ExportChoice(kind: .imported)).isEmpty)
    }

    // MARK: CSV

    @Test func `csv has a line a metric, with its mean over rounds and an interval`() throws {
        let id = try add(profile(day: 1))
        let lines = Self.cells(HistoryCSV.text(runs()))
        try #require(lines.count == 5)
        #expect(lines[0] == HistoryCSV.columns)
        #expect(lines.allSatisfy { $0.count == HistoryCSV.columns.count })
        #expect(lines[1][0] == id)
        // t of two degrees of freedom is 4.3027, of a deviation of 2 over three rounds.
        #expect(Array(lines[1][16...19]) == ["streaming", "ttft.p50", "ms", "100.0"])
        let low = try #require(Double(lines[1][20]))
        #expect(abs(low - (100 - 4.302653 * 2 / 3.0.squareRoot())) < 1e-4)
        #expect(Array(lines[1][22...]) == ["3", "0"])
        #expect(
            lines.dropFirst().map { $0[17] } == [
                "ttft.p50", "ttft.p99", "tokens_per_second", "failures",
            ])
    }

    @Test func `csv marks what is excluded, and no text of it is a formula`() throws {
        try exclude(try add(profile(day: 1), branch: "+branch"))
        let text = HistoryCSV.text(runs())
        let line = Self.cells(text)[1]
        #expect(line[6] == "'+branch")
        #expect(line[8] == "\"'=1+1,\"\"m\"\"\"")
        #expect(line[13] == "'@net")
        #expect(line[4] == "streamgauge")
        #expect(text.hasSuffix("\n"))
    }

    @Test func `csv has the bounds of limits`() throws {
        var profile = profile(day: 1)
        profile.modes = []
        profile.limits = LimitsProfile(streamCeiling: LimitsProfile.Bounds(low: 8, high: 10))
        try add(profile)
        let lines = Self.cells(HistoryCSV.text(runs()))
        #expect(lines.count == 2)
        #expect(
            Array(lines[1][16...]) == ["", "stream_ceiling", "count", "9.0", "8.0", "10.0", "", ""])
    }

    // MARK: Otava

    @Test func `otava's table is wide, in order of time and without an empty cell`() throws {
        for day in [3, 1, 2] { try add(profile(day: day)) }
        let table = OtavaTable(runs())
        let lines = Self.cells(table.text)
        #expect(
            lines[0] == [
                "time", "commit", "branch", "run", "ttft.p50", "ttft.p99", "tokens_per_second",
                "failures",
            ])
        #expect(lines.dropFirst().map { $0[1] } == ["c1", "c2", "c3"])
        #expect(lines[1][0] == "2026-09-01T02:00:00.000Z")
        #expect(lines.allSatisfy { $0.count == 8 && !$0.contains("") })
        #expect(table.leftOutMetrics.isEmpty && table.leftOutRuns.isEmpty)
    }

    @Test func `otava gets no metric that a run has not, nor one of the better rounds alone`()
        throws
    {
        try add(profile(day: 1))
        try add(profile(day: 2, tail: nil))
        let table = OtavaTable(runs())
        #expect(table.leftOutMetrics == ["ttft.p99"])
        #expect(!table.text.contains("ttft.p99"))
        #expect(!table.configuration(file: "a.csv").contains("ttft.p99"))
    }

    @Test func `otava gets no excluded run and none of other work`() throws {
        let excluded = try add(profile(day: 1))
        try exclude(excluded)
        var other = profile(day: 2)
        other.work = [RunProfile.PlanItem(key: "load.concurrency", value: "8")]
        let foreign = try add(other)
        try add(profile(day: 3))
        let table = OtavaTable(runs())
        #expect(table.leftOutRuns.map(\.id) == [excluded, foreign])
        #expect(table.leftOutRuns.map(\.reason) == [.excluded, .otherWork])
        #expect(Self.cells(table.text).count == 2)
        #expect("\(table.leftOutRuns[0])" == "'\(excluded)': it is excluded (@net)")
    }

    @Test func `otava's configuration quotes what is not plain, and knows what is better`() throws {
        try add(profile(day: 1), series: "chat: 'x' \u{e9}")
        let text = OtavaTable(runs()).configuration(file: "a \"b\".csv")
        #expect(
            text == """
                tests:
                  "chat___x___":
                    type: csv
                    file: "a \\"b\\".csv"
                    time_column: time
                    attributes: [commit, branch, run]
                    metrics:
                      "ttft.p50": {direction: -1}
                      "ttft.p99": {direction: -1}
                      "tokens_per_second": {direction: 1}
                      "failures": {direction: -1}

                """)
    }

    @Test func `otava gets nothing of nothing`() {
        #expect(OtavaTable([]).isEmpty)
    }

    // MARK: llm-d

    @Test func `llm-d's report has its names and units`() throws {
        let id = try add(profile(day: 1))
        let bytes = try LlmdReport(try #require(runs().first)).bytes()
        let root = try #require(
            try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        func value<Value>(_ path: String, as type: Value.Type = Value.self) -> Value? {
            var value: Any? = root
            for key in path.split(separator: "/") {
                value = (value as? [String: Any])?[String(key)]
            }
            return value as? Value
        }
        #expect(value("version") == "0.2.1")
        #expect(value("run/uid") == id)
        #expect(value("run/eid") == "main")
        #expect(value("run/time/duration") == "PT12.5S")
        #expect(value("scenario/load/standardized/tool") == "streamgauge")
        #expect(value("scenario/load/standardized/concurrency") == 16)
        #expect(value("scenario/load/native/config/input_seq_len") == "unknown, and 0 for that")
        let aggregate = "results/request_performance/aggregate"
        #expect(value("\(aggregate)/requests/total") == 150)
        #expect(value("\(aggregate)/requests/failures") == 3)
        #expect(value("\(aggregate)/requests/output_length/mean") == 25.0)
        #expect(value("\(aggregate)/latency/time_to_first_token/mean") == 100.0)
        #expect(value("\(aggregate)/latency/time_to_first_token/units") == "ms")
        #expect(value("\(aggregate)/throughput/output_token_rate/units") == "tokens/s")
        #expect(value("\(aggregate)/latency/request_latency", as: [String: Any].self) == nil)
        let again = try LlmdReport(try #require(runs().first)).bytes()
        #expect(bytes == again)
    }
}
