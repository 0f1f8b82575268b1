import Analysis
import ArgumentParser
import Live
import Reporting

/// What a watch serves: its metrics, and the trend of its rounds.
struct WatchSite {
    private let server: PageServer

    /// - Throws: `ValidationError` where it cannot listen.
    init(address: String, port: Int) async throws {
        do throws(LiveRefusal) {
            server = try await PageServer.start(address: address, port: port)
        } catch {
            throw ValidationError("--port: \(error.sentence).")
        }
        if server.isOpenToOthers {
            Terminal.warn(
                "Note: other machines can read what the watch found, unencrypted, at \(server.address)."
            )
        }
    }

    var announcement: String {
        "Metrics: \(server.address)/metrics; the trend: \(server.address)/"
    }

    func show(_ metrics: WatchMetrics) {
        server.put(
            ServedPage(
                type: "text/plain; version=0.0.4; charset=utf-8",
                bytes: Array(metrics.text(.prometheus).utf8)),
            at: "/metrics",
            alternate: ServedPage(
                type: "application/openmetrics-text; version=1.0.0; charset=utf-8",
                bytes: Array(metrics.text(.openMetrics).utf8)))
    }

    func show(_ trend: HistoryTrend) {
        guard !trend.runs.isEmpty, let page = try? TrendFormat.html.contents(of: trend) else {
            return
        }
        server.put(ServedPage(type: "text/html; charset=utf-8", bytes: Array(page)), at: "/")
    }

    func stop() async { await server.stop() }
}
