internal import Analysis
internal import RunModel

/// The charts of a run under way: the report's own forms, over the time since the run's start.
struct LiveCharts {
    private static let axis = "seconds since the run's start"

    private let state: LiveState
    private let marks: TimeMarks

    init(_ state: LiveState) {
        self.state = state
        marks = TimeMarks(
            marks: state.marks.map { TimeMarks.Mark(seconds: $0.seconds, text: $0.text) })
    }

    var firstTokens: Figure? {
        timeline(state.history.firstTokens, "live-ttft", "TTFT over the run so far")
    }

    var gaps: Figure? { timeline(state.history.gaps, "live-gaps", "Gaps over the run so far") }

    var streams: Figure? {
        steps(
            "live-streams", "Streams open at a time", "open streams",
            [("open", "m-streaming", state.history.openStreams)])
    }

    var requests: Figure? {
        let failures = state.history.failuresPerSecond
        return steps(
            "live-requests", "Requests per second", "requests/s",
            [
                ("ended", "m-streaming", state.history.requestsPerSecond),
                ("failed", "m-non_streaming", failures),
            ])
    }

    var chunks: Figure? {
        steps(
            "live-chunks", "Chunks per second", "chunks/s",
            [("chunks", "m-streaming", state.history.eventsPerSecond)])
    }

    var server: Figure? {
        guard let levels = state.history.server else { return nil }
        return steps(
            "live-server", "Requests at the server, and ours", "requests",
            [
                ("running there", "m-streaming", levels.map { $0?.running }),
                ("waiting there", "ends", levels.map { $0?.waiting }),
                ("ours, open", "wanted", state.history.openStreams),
            ])
    }

    var cache: Figure? {
        guard let levels = state.history.server, levels.contains(where: { $0?.cacheUse != nil })
        else { return nil }
        return steps(
            "live-cache", "Memory for keys and values in use", "share in use",
            [("cache use", "m-streaming", levels.map { $0?.cacheUse })])
    }

    var raster: Figure? {
        state.raster.flatMap {
            RasterChart(raster: $0, isLive: true).figure(
                name: "live-raster", title: "The streams that ended last")
        }
    }

    private func timeline(_ timeline: Timeline?, _ name: String, _ title: String) -> Figure? {
        timeline.flatMap {
            TimelineChart(timelines: [$0], marks: marks, axis: Self.axis)
                .figure(name: name, title: title)
        }
    }

    private func steps(
        _ name: String, _ title: String, _ label: String,
        _ series: [(name: String, style: String, values: [Double?])]
    ) -> Figure? {
        StepChart(
            stepSeconds: state.history.stepSeconds,
            series: series.map {
                StepChart.Series(name: $0.name, style: $0.style, values: $0.values)
            },
            label: label, marks: marks, axis: Self.axis
        ).figure(name: name, title: title)
    }
}
