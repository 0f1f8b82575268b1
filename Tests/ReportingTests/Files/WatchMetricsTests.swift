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

    private let summary = SyntheticRun().record().summary()

    private func metrics() -> WatchMetrics {
        var metrics = WatchMetrics(modes: [.streaming])
        metrics.takeFailed(summary, [request(nil)], atSeconds: 1_700_000_000)
        metrics.takeFailed(
            summary, [request(40), request(210), request(200_000), request(nil)],
            atSeconds: 1_700_000_600)
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
            "streamgauge_watch_cost_total 0.75", "streamgauge_watch_up 0",
            "streamgauge_watch_last_round_timestamp_seconds 1700000600",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    /// An alert on an increase sees the first failure only where there was a 0 before it.
    @Test func `what can be counted is there as 0 before the first round`() {
        let lines = Set(
            WatchMetrics(modes: [.streaming]).text(.prometheus).split(separator: "\n").map(
                String.init))
        for event in ["change", "assertion", "down", "up"] {
            #expect(lines.contains("streamgauge_watch_events_total{event=\"\(event)\"} 0"))
        }
        for outcome in Outcome.allCases {
            #expect(
                lines.contains(
                    "streamgauge_watch_requests_total{mode=\"streaming\",outcome=\"\(outcome.rawValue)\"} 0"
                ))
        }
        #expect(lines.contains("streamgauge_watch_ttft_seconds_count{mode=\"streaming\"} 0"))
        #expect(!lines.contains { $0.hasPrefix("streamgauge_watch_up") })
    }

    @Test func `in an outage no number of an earlier round stays`() {
        let name = "streamgauge_ttft_seconds{"
        var metrics = WatchMetrics(modes: [.streaming])
        metrics.take(summary, [request(40)], atSeconds: 1)
        #expect(metrics.text(.prometheus).contains(name))
        #expect(metrics.text(.prometheus).contains("streamgauge_watch_up 1\n"))
        metrics.takeUnrecorded(atSeconds: 2)
        #expect(!metrics.text(.prometheus).contains(name))
        #expect(!metrics.text(.prometheus).contains("streamgauge_watch_up"))
    }

    @Test func `OpenMetrics names a counter's family without its ending, and has an end`() {
        let text = metrics().text(.openMetrics)
        #expect(text.contains("# TYPE streamgauge_watch_rounds counter\n"))
        #expect(text.contains("streamgauge_watch_rounds_total{result=\"failed\"} 2\n"))
        #expect(text.contains("# UNIT streamgauge_watch_ttft_seconds seconds\n"))
        #expect(text.hasSuffix("# EOF\n"))
    }
}
