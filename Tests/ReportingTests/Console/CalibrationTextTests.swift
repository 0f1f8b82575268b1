import RunModel
import SyntheticRuns
import Testing

@testable import Analysis
@testable import Reporting

/// This machine's own error beside a run's numbers, on the terminal, on the page and in Markdown.
@Suite struct CalibrationTextTests {
    private static func use(_ state: CalibrationUse.State) -> CalibrationUse {
        var use = CalibrationUse(
            state, made: "2026-01-02T03:04:05Z",
            calibrated: CalibratedLoad(streams: 100, eventsPerSecond: 4120, bytesPerEvent: 214),
            measured: CalibratedLoad(streams: 10, eventsPerSecond: 300, bytesPerEvent: 214))
        switch state {
        case .fits:
            use.firstToken = ErrorPercentiles(count: 500)
            use.firstToken?.p99Ms = 0.31
            use.gaps = ErrorPercentiles(count: 9000)
            use.gaps?.p99Ms = 1.2
        case .exceeded:
            use.excess = 2
            use.exceeded = [.streams]
        case .other: use.differences = [.kernel, .library]
        }
        return use
    }

    private static func summary(_ use: CalibrationUse?) -> RunSummary {
        var run = SyntheticRun()
        run.requests = 500
        var record = run.record()
        record.manifest.calibration = use
        return record.summary()
    }

    private static func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func `a run of no more load says its numbers with the error`() throws {
        let summary = Self.summary(Self.use(.fits))
        let console = ConsoleSummary(summary).rendered()
        #expect(console.contains("\nTTFT ± 310 µs "))
        #expect(console.contains("\nICL ± 1.20 ms "))
        let sentence =
            "TTFT ± 310 µs, gaps ± 1.20 ms: this machine's own error in 99 of 100, calibrated with 100 streams, "
            + "4,120 events/s of 214 bytes on 2026-01-02"
        #expect(Self.words(console).contains(sentence))
        #expect(console.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(MarkdownReport(summary).text().contains("± 310 µs"))
        let page = try HTMLReport(summary).rendered()
        #expect(page.contains("Calibration: TTFT ± 310 µs"))
        #expect(page.contains("; ± 310 µs"))
    }

    @Test func `of too few answers the part that is known is told`() {
        var use = Self.use(.fits)
        use.firstToken?.p99Ms = nil
        let console = Self.words(ConsoleSummary(Self.summary(use)).rendered())
        #expect(console.contains("no ± for TTFT (too few answers), gaps ± 1.20 ms"))
        #expect(!console.contains("TTFT ±"))
    }

    @Test func `where none fits there is the reason, and no error`() {
        let more = Self.words(ConsoleSummary(Self.summary(Self.use(.exceeded))).rendered())
        #expect(!more.contains("TTFT ±"))
        #expect(more.contains("no ± here: the run had 10 streams, 300 events/s"))
        #expect(more.contains("the load was 2.00 times what this machine was calibrated for"))
        let other = Self.words(ConsoleSummary(Self.summary(Self.use(.other))).rendered())
        #expect(!other.contains("TTFT ±"))
        #expect(
            other.contains(
                "this machine was calibrated under another kernel and with another libcurl"))
        #expect(!other.contains("times what this machine was calibrated for"))
    }

    @Test func `a machine that was never calibrated says nothing of it`() {
        #expect(!ConsoleSummary(Self.summary(nil)).rendered().lowercased().contains("calibrat"))
    }
}
