internal import Analysis
internal import RunModel

/// The definitions of the quantities a page shows, in one sentence each; docs/metrics.md has the
/// whole ones.
enum Definitions {
    static func facts(of summary: RunSummary) -> [Fact] {
        let shown = Set(summary.rows.map(\.metric))
        let metrics = all.map { (MetricName($0.0), $0.1) } + derived
        return metrics.filter { shown.contains($0.0) }.map { Fact(Wording.name($0.0), $0.1) }
            + general.map { Fact($0.0, $0.1) }
    }

    private static let all: [(Metric, String)] = [
        (.timeToFirstTokenScheduled, "from the moment the schedule wanted the request sent"),
        (.timeToFirstToken, "from the request being written to the first event with output"),
        (.timeToFirstAnswer, "the same, to the first event with text of the answer itself"),
        (.timeToFirstByte, "from the request being written to the end of the response head"),
        (.firstGap, "between the first and the second event with output"),
        (.interChunkLatency, "between one event with output and the next; all requests together"),
        (
            .interTokenLatency,
            "ICL divided among the tokens of its event, as the server counted them"
        ),
        (.maxGap, "the longest ICL of one request; percentiles are over requests"),
        (
            .timePerOutputToken,
            "first to last event with output, over the tokens after the first event"
        ),
        (.endToEnd, "from the request being written to the last event with output"),
        (.close, "from the request being written to the end of the body"),
        (.readDelay, "from a chunk's arrival in the kernel to the client's reading it"),
        (.lateness, "how late this client's event loop ran, checked every 10 ms"),
        (.scheduleLag, "from the schedule's moment to the request being written"),
        (.stampError, "the client's stamp less the server's own time of sending"),
    ]

    private static let derived: [(MetricName, String)] = [
        (
            .smoothBuffer,
            "the shortest delay before display with which text shown at the stream's mean pace never stalls"
        ),
        (
            .smoothStart,
            "when a display at the plan's speed can begin so that it never stalls"
        ),
    ]

    private static let general = [
        (
            "times",
            "a chunk's time is when the kernel received it, not when the client came to read it"
        ),
        (
            "percentiles",
            "nearest rank, over successful requests; none is given on too few samples"
        ),
        (
            "intervals",
            "95 %, with fewer effective samples where neighbouring values depend on each other; to compare runs use their rounds"
        ),
        ("with failures", "the same percentile with every failed request infinitely slow"),
        ("rounds", "equal parts of the run; their mean has Student's t interval"),
    ]
}
