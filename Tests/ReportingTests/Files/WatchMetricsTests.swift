import Analysis
import RunModel
import SyntheticRuns
import Testing

@testable import Reporting

/// What a watch tells those who scrape it.
@Suite struct WatchMetricsTests {
    private func request(_ milliseconds: Int64?) -> RequestRecord {
        var request = RequestRecord(
            request: 0, round: 1, phase: .measured, mode: .streaming, worker: 0)
        request.outcome = milliseconds == nil ? .rateLimited : .ok
        request.instants.sent = MonotonicInstant(nanoseconds: 1_000)
        if let milliseconds {
            let first = MonotonicInstant(nanoseconds: 1_000 + milliseconds * 1_000_000)
            request.instants.firstOutput = first
            request.instants.lastOutput = first + .milliseconds(1000)
        }
        return request
    }

    private func metrics() -> WatchMetrics {
        var metrics = WatchMetrics()
        metrics.takeFailed([request(nil)])
        metrics.takeFailed([request(40), request(210), request(200_000), request(nil)])
        metrics.takeLeftOut(3)
        metrics.take(.down(rounds: 2, reason: "refused"))
        metrics.take(cost: 0.25)
        metrics.take(cost: 0.5)
        return metrics
    }

    @Test func `buckets count all that took no longer, over all rounds`() {
        let lines = Set(metrics().text(.prometheus).split(separator: "\n").map(String.init))
        let name = "streamgauge_watch_ttft_seconds"
        for line in [
            "# TYPE \(name) histogram", "\(name)_bucket{mode=\"streaming\",le=\"0.025\"} 0",
            "\(name)_bucket{mode=\"streaming\",le=\"0.05\"} 1",
            "\(name)_bucket{mode=\"streaming\",le=\"0.2\"} 1",
            "\(name)_bucket{mode=\"streaming\",le=\"0.3\"} 2",
            "\(name)_bucket{mode=\"streaming\",le=\"120\"} 2",
            "\(name)_bucket{mode=\"streaming\",le=\"+Inf\"} 3",
            "\(name)_count{mode=\"streaming\"} 3", "\(name)_sum{mode=\"streaming\"} 200.25",
            "streamgauge_watch_requests_total{mode=\"streaming\",outcome=\"rate_limited\"} 2",
            "streamgauge_watch_requests_total{mode=\"streaming\",outcome=\"ok\"} 3",
            "# TYPE streamgauge_watch_rounds_total counter",
            "streamgauge_watch_rounds_total{result=\"failed\"} 2",
            "streamgauge_watch_rounds_total{result=\"left_out\"} 3",
            "streamgauge_watch_events_total{event=\"down\"} 1",
            "streamgauge_watch_cost_total 0.75",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func `OpenMetrics names a counter's family without its ending, and has an end`() {
        let text = metrics().text(.openMetrics)
        #expect(text.contains("# TYPE streamgauge_watch_rounds counter\n"))
        #expect(text.contains("streamgauge_watch_rounds_total{result=\"failed\"} 2\n"))
        #expect(text.contains("# UNIT streamgauge_watch_ttft_seconds seconds\n"))
        #expect(text.hasSuffix("# EOF\n"))
    }
}
