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
        (.lateness, "how late the client came to a turn that was due, asked every 10 ms"),
        (.scheduleLag, "from the schedule's moment to the request being written"),
        (.stampError, "the client's stamp less the server's own time of sending"),
    ]

    private static let derived: [(MetricName, String)] = [
        (
            .smoothBuffer,
            "the least delay before display after which text at the stream's mean pace never runs dry"
        ),
        (
            .smoothStart,
            "until a display of the plan's speed can begin to show the answer and never run dry"
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
            "95 %, of as many values as those in order are worth where neighbours depend; across runs compare rounds"
        ),
        ("with failures", "the same percentile with every failed request infinitely slow"),
        ("rounds", "equal parts of the run; their mean has Student's t interval"),
    ]
}
