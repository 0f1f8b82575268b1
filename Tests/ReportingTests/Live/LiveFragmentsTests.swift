import Analysis
import Foundation
import Histogram
import RunModel
import Testing

@testable import Reporting

@Suite struct LiveFragmentsTests {
    static func state() -> LiveState {
        var history = LiveHistory()
        for second in 1...30 {
            var (firstTokens, gaps) = (
                LatencyHistogram.coarseLatencies(), LatencyHistogram.coarseLatencies()
            )
            firstTokens.record(UInt64(200_000_000 + second * 3_000_000))
            gaps.record(20_000_000, count: 50)
            var look = LiveHistory.Look(
                elapsed: .seconds(second), openStreams: 8, firstTokens: firstTokens, gaps: gaps)
            (look.ended, look.events) = (2, 400)
            history.add(look)
        }
        let snapshot = LiveSnapshot(
            elapsed: .seconds(30), remaining: .seconds(90), openStreams: 8, eventsPerSecond: 400,
            medianTimeToFirstToken: .milliseconds(245), p99TimeToFirstToken: .milliseconds(290),
            endedRequests: 60, plannedRequests: 240, failures: 3)
        var state = LiveState(snapshot: snapshot, history: history)
        state.outcomes = [.ok: 57, .timeoutTotal: 1, .http5xx: 2]
        state.marks = [LiveState.Mark(seconds: 12.5, text: "deployed <v2>")]
        state.said = ["Step 2 of 5: 8 streams, pass 1."]
        return state
    }

    private let parts: [String: String]

    init() throws { parts = try LiveFragments().parts(Self.state()) }

    @Test func `every part that changes has its place in the document`() {
        let document = LivePage.document(title: "a run", footer: "x")
        for name in parts.keys { #expect(document.contains("id=\"\(name)\""), "\(name)") }
    }

    @Test func `says the numbers of the moment`() throws {
        #expect(parts["state"] == "00:30 elapsed, 01:30 left")
        let tiles = try #require(parts["tiles"])
        for text in ["Open streams", "245 ms", "of 240", "p99 needs 460 requests"] {
            #expect(tiles.contains(text), "\(text)")
        }
        #expect(!tiles.contains("290 ms"))
        #expect(parts["outcomes"]?.contains("timeout_total") == true)
        #expect(parts["said"]?.contains("Step 2 of 5") == true)
        #expect(parts["holding"] == "Nothing has held starts back so far.")
    }

    @Test func `what the server says is drawn beside ours, and is not there where nobody asks`()
        throws
    {
        #expect(parts["server"] == "")
        var state = Self.state()
        var look = LiveHistory.Look(
            elapsed: .seconds(31), openStreams: 8, firstTokens: .coarseLatencies(),
            gaps: .coarseLatencies())
        look.server = ServerLevels([
            ServerValue(
                source: 0, at: MonotonicInstant(nanoseconds: 1), name: "vllm:num_requests_waiting",
                labels: "", value: 7)
        ])
        state.history.add(look)
        let parts = try LiveFragments().parts(state)
        #expect(parts["server"]?.contains("waiting there") == true)
        #expect(parts["cache"]?.contains("The server does not say it.") == true)
    }

    @Test func `marks stand in every chart over time, and bring no markup`() throws {
        for name in ["ttft", "gaps", "streams", "requests", "chunks"] {
            let chart = try #require(parts[name])
            #expect(chart.contains("eventline") && chart.contains("deployed &lt;v2&gt;"), "\(name)")
        }
        #expect(parts.values.allSatisfy { !$0.contains("<v2>") })
    }

    @Test func `is one line of JSON, whatever was said`() throws {
        var state = Self.state()
        state.said = ["a\nb\r\u{2028}c </script>"]
        var fragments = try LiveFragments()
        let json = fragments.json(state)
        #expect(!json.contains("\n") && !json.contains("\r"))
        let read = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        #expect(read["said"]?.contains("&lt;/script&gt;") == true)
    }

    @Test func `says what it does not know yet`() throws {
        let snapshot = LiveSnapshot(
            elapsed: .zero, remaining: nil, openStreams: 0, eventsPerSecond: 0,
            medianTimeToFirstToken: nil, p99TimeToFirstToken: nil, endedRequests: 0,
            plannedRequests: nil, failures: 0)
        let parts = try LiveFragments().parts(
            LiveState(snapshot: snapshot, history: LiveHistory()))
        #expect(parts["ttft"]?.contains("No value yet.") == true)
        #expect(parts["raster"]?.contains("No stream has ended yet.") == true)
        #expect(parts["tiles"]?.contains("–") == true)
    }

    @Test func `says what holds starts back`() {
        var state = Self.state()
        state.heldBack.add(.seconds(4), to: .requestRate)
        #expect(
            LiveWording.holding(state)?.contains("held back by the request rate for 4") == true)
        state.snapshot.serverPause = .seconds(59)
        #expect(LiveWording.holding(state)?.contains("00:59 left") == true)
        state.ending = "'failures > 20%' held (--abort-when)"
        #expect(
            LiveWording.holding(state)?
                .contains("Nothing more starts: 'failures > 20%' held") == true)
    }
}

@Suite struct LiveLinesTests {
    @Test func `shows the progress, the trend and the outcomes`() {
        let lines = LiveLines.lines(LiveFragmentsTests.state(), width: 100)
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("00:30 (01:30 left)  60/240 done"))
        #expect(lines[1].contains("█") && lines[1].contains(" ms to "), "\(lines[1])")
        #expect(lines[2] == "ended     ok 57  http_5xx 2  timeout_total 1")
    }

    @Test func `says what holds it back, where something does`() {
        var state = LiveFragmentsTests.state()
        state.heldBack.add(.seconds(4), to: .requestRate)
        let lines = LiveLines.lines(state, width: 100)
        #expect(lines.count == 4 && lines[3].contains("held back by the request rate"))
    }

    @Test(arguments: 60...120)
    func `never fills a line, and holds no control sequence`(width: Int) {
        let lines = LiveLines.lines(LiveFragmentsTests.state(), width: width)
        #expect(lines.allSatisfy { $0.count < width && !$0.contains("\u{1B}") })
    }

    @Test func `a second without a request is a gap in the trend`() {
        #expect(LiveLines.bar(nil, high: 10) == " ")
        #expect(LiveLines.bar(10, high: 10) == "█" && LiveLines.bar(0.1, high: 10) == "▁")
        #expect(LiveLines.bar(5, high: 10) == "▄")
    }
}

@Suite struct TimeMarksTests {
    private func chart(_ marks: [(Double, String)]) -> String {
        StepChart(
            stepSeconds: 1,
            series: [.init(name: "open", style: "m-streaming", values: [1, 2, 3, 4])],
            label: "open streams",
            marks: TimeMarks(marks: marks.map { TimeMarks.Mark(seconds: $0.0, text: $0.1) })
        ).figure(name: "x", title: "Streams")?.drawing.html ?? ""
    }

    @Test func `a mark beyond the axis is not drawn`() {
        #expect(!chart([(-1, "before"), (4.5, "after")]).contains("eventline"))
        #expect(chart([(2, "within")]).contains("within"))
    }

    @Test func `labels that would lie over each other are left out, lines are not`() {
        let many = chart((0..<20).map { (2 + Double($0) / 100, "mark number \($0)") })
        #expect(many.components(separatedBy: "class=\"eventline\"").count == 21)
        #expect(many.components(separatedBy: "eventlabel").count == 4)
        #expect(many.components(separatedBy: "mark number 19</title>").count == 2)
    }

    @Test func `a label at the right edge stands to the left of its line`() {
        #expect(chart([(3.99, "deployed")]).contains("text-anchor=\"end\">deployed"))
        #expect(chart([(0.1, "deployed")]).contains("text-anchor=\"start\">deployed"))
    }
}
