internal import Analysis
internal import Foundation
internal import Mustache
internal import RunModel

/// The parts of the live page that change, drawn by what draws a report.
package struct LiveFragments {
    /// What charts are drawn of: they change when a step is over, or something is marked.
    private struct Drawn: Equatable {
        let steps: Int
        let stepSeconds: Double
        let marks: Int

        init(_ state: LiveState) {
            steps = state.history.stepCount
            stepSeconds = state.history.stepSeconds
            marks = state.marks.count
        }
    }

    private let library: MustacheLibrary
    private var drawn: (of: Drawn, charts: [String: String])?

    /// - Throws: The template's own error, were it malformed.
    package init() throws {
        library = try ReportTemplate.library()
    }

    /// One line of JSON: the HTML of each part by the name of its place in the page. Charts are drawn anew when a step of theirs
    /// is over: drawing them is most of the work.
    package mutating func json(_ state: LiveState) -> String {
        let now = Drawn(state)
        let charts = drawn?.of == now ? drawn?.charts ?? [:] : charts(state)
        drawn = (now, charts)
        let parts = texts(state).merging(charts) { $1 }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(parts) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    func parts(_ state: LiveState) -> [String: String] {
        texts(state).merging(charts(state)) { $1 }
    }

    private func texts(_ state: LiveState) -> [String: String] {
        [
            "state": Markup(Self.course(state.snapshot)).html,
            "holding": Markup(
                LiveWording.holding(state) ?? "Nothing has held starts back so far."
            ).html,
            "tiles": html(PageBlock(tiles: [TileList(tiles: tiles(state))])),
            "outcomes": html(.facts(outcomes(state))),
            "marks": html(
                .list(
                    state.marks.map {
                        Markup("\(QuantityFormat.fixed($0.seconds, decimals: 1)) s: \($0.text)")
                    })),
            "said": html(.list(state.said.map { Markup($0) })),
        ]
    }

    private func charts(_ state: LiveState) -> [String: String] {
        let charts = LiveCharts(state)
        return [
            "ttft": drawing(charts.firstTokens),
            "gaps": drawing(charts.gaps),
            "streams": drawing(charts.streams),
            "requests": drawing(charts.requests),
            "chunks": drawing(charts.chunks),
            // Nothing at all of a run that does not ask the server: the section hides.
            "server": state.history.server == nil ? "" : drawing(charts.server),
            "cache": drawing(charts.cache, orSay: "The server does not say it."),
            "raster": drawing(charts.raster, orSay: "No stream has ended yet."),
        ]
    }

    private func html(_ block: PageBlock) -> String {
        library.render(block, withTemplate: "block") ?? ""
    }

    private func drawing(
        _ figure: Figure?, orSay absence: String = "No value yet."
    ) -> String {
        figure?.drawing.html ?? "<p class=\"note\">\(Markup(absence).html)</p>"
    }

    static func course(_ snapshot: LiveSnapshot) -> String {
        let left = snapshot.remaining.map { ", \(QuantityFormat.clock($0)) left" } ?? ""
        let step = snapshot.limits.map { "; \(LimitsWording.step($0))" } ?? ""
        return "\(QuantityFormat.clock(snapshot.elapsed)) elapsed\(left)\(step)"
    }

    // MARK: Numbers

    private func tiles(_ state: LiveState) -> [TileList.Tile] {
        let snapshot = state.snapshot
        let planned = snapshot.plannedRequests.map { "of \(QuantityFormat.count($0))" } ?? ""
        let before =
            snapshot.warmupRequests + snapshot.rampRequests > 0
            ? "and \(QuantityFormat.count(snapshot.warmupRequests + snapshot.rampRequests)) before measuring"
            : ""
        let details = [planned, before].filter { !$0.isEmpty }.joined(separator: ", ")
        let latest = state.history.latest
        return [
            tile("Open streams", QuantityFormat.count(snapshot.openStreams)),
            tile("Requests ended", QuantityFormat.count(snapshot.endedRequests), details),
            tile("Failed", QuantityFormat.count(snapshot.failures)),
            tile("Requests/s", latest.map { QuantityFormat.digits($0.requestsPerSecond) }, "now"),
            tile("Chunks/s", latest.map { QuantityFormat.digits($0.eventsPerSecond) }, "now"),
            tile("TTFT p50 so far", latency(snapshot.medianTimeToFirstToken), tail(snapshot)),
        ]
    }

    /// Of fewer requests no 99th percentile is printed at the end either.
    private func tail(_ snapshot: LiveSnapshot) -> String {
        guard snapshot.endedRequests >= 460 else { return "p99 needs 460 requests" }
        return latency(snapshot.p99TimeToFirstToken).map { "p99 \($0)" } ?? ""
    }

    private func latency(_ value: Duration?) -> String? {
        value.map { QuantityFormat.latency(milliseconds: $0.milliseconds) }
    }

    private func tile(_ name: String, _ value: String?, _ detail: String = "") -> TileList.Tile {
        TileList.Tile(
            name: Markup(name),
            values: [
                TileList.Value(
                    style: "", mode: "", value: Markup(value ?? "–"), detail: Markup(detail))
            ])
    }

    private func outcomes(_ state: LiveState) -> [Fact] {
        let all = max(state.outcomes.values.reduce(0, +), 1)
        return LiveWording.outcomes(state.outcomes).map { outcome, count in
            let share = QuantityFormat.share(Double(count) / Double(all))
            return Fact(outcome.rawValue, "\(QuantityFormat.count(count)), \(share)")
        }
    }
}
