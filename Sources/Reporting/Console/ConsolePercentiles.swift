internal import Analysis
internal import RunModel

/// The latencies of a mode by percentile, each with its interval below it, for a terminal.
struct ConsolePercentiles {
    private let summary: RunSummary
    private let numbers: ModeNumbers
    private let text: TerminalText
    /// Whether the short names are spelled out below: once is enough.
    private let hasLegend: Bool

    init(
        _ summary: RunSummary, _ numbers: ModeNumbers, _ text: TerminalText, hasLegend: Bool
    ) {
        self.hasLegend = hasLegend
        self.summary = summary
        self.numbers = numbers
        self.text = text
    }

    /// One line that says so where no request succeeded.
    func lines() -> [String] {
        guard summary.hasSuccess(numbers.mode) else {
            return [text.coloured(Wording.mode(numbers.mode), .bold) + ": no request succeeded"]
        }
        let isOpenLoop = summary.manifest.plan.load.isOpenLoop
        let labels = (isTooFew ? ["", "min", "mean", "max"] : ["p50", "p90", "p95", "p99"])
            .map { TerminalText.right($0, 14) }.joined()
        let head =
            text.coloured(TerminalText.left(Wording.mode(numbers.mode), 15), .bold)
            + text.coloured(labels + TerminalText.right("n", 9), .dim)
        let headline =
            isOpenLoop ? numbers.timeToFirstTokenScheduled : numbers.timeToFirstToken
        let others =
            (isOpenLoop ? [numbers.timeToFirstToken] : []) + [
                numbers.timeToFirstAnswer, numbers.firstGap, numbers.interChunkLatency,
                numbers.interTokenLatency, numbers.maxGap, numbers.timePerOutputToken,
                numbers.endToEnd,
            ]
        let caveat =
            isOverloaded
            ? "; " + SummaryNote.overloaded : isOpenLoop ? "" : "; " + SummaryNote.closedLoop
        return [head] + lines(headline) + adjusted(headline) + others.flatMap(lines)
            + (TerminalText.wrapped(
                isTooFew ? Self.fewNote : "below: 95 % interval" + caveat, TerminalText.width)
            + (hasLegend ? legend([headline] + others) : [])).map { text.coloured($0, .dim) }
    }

    private static let longNames: [(Metric, String)] = [
        (.timeToFirstToken, "time to first token"),
        (.timeToFirstAnswer, "time to first text of the answer"),
        (.interChunkLatency, "gap between chunks"), (.interTokenLatency, "gap between tokens"),
        (.timePerOutputToken, "time per output token"), (.endToEnd, "request to last token"),
    ]

    /// What the short names of the table stand for.
    private func legend(_ shown: [SampleNumbers]) -> [String] {
        let metrics = Set(shown.compactMap { $0.all?.count.metric })
        let names = Self.longNames.filter { metrics.contains(MetricName($0.0)) }.map {
            "\(Wording.name(MetricName($0.0))): \($0.1)"
        }
        return TerminalText.wrapped(facts: names, TerminalText.width)
    }

    /// Below so many requests not even a median has an interval.
    private static let fewestRequests = 7
    private static let fewNote =
        "no percentiles: fewer than \(fewestRequests) requests; these are the values there are"

    private var isTooFew: Bool {
        numbers.timeToFirstToken.all.map { $0.count.count < Self.fewestRequests } ?? false
    }

    private var isOverloaded: Bool {
        summary.validity.checks.contains { $0.kind == .overload && $0.verdict != .trustworthy }
    }

    private func lines(_ sample: SampleNumbers) -> [String] {
        guard let all = sample.all else { return [] }
        guard !isTooFew else { return [values(all)] }
        let shown = [all.p50, all.p90, all.p95, all.p99]
        let values = shown.map { TerminalText.right(Self.value($0), 14) }.joined()
        let line =
            TerminalText.left(name(all.count.metric), 15) + values
            + TerminalText.right(Self.count(all.count.count), 9)
        let intervals = shown.map {
            TerminalText.right(
                $0.note.contains(SummaryNote.tooShortForInterval)
                    ? "too short"
                    : QuantityFormat.latencyInterval(low: $0.low, high: $0.high) ?? "", 14)
        }.joined()
        let isEmpty = intervals.allSatisfy { $0 == " " }
        return [line]
            + (isEmpty
                ? [] : [text.coloured(String(repeating: " ", count: 15) + intervals, .dim)])
    }

    /// With this machine's own error, where it is known and there is room.
    private func name(_ metric: MetricName) -> String {
        let name = Wording.name(metric)
        guard numbers.mode == .streaming,
            let error = CalibrationWording.error(of: metric, summary.manifest.calibration),
            name.count + error.count < 15
        else { return name }
        return "\(name) \(error)"
    }

    /// Of few requests: the least, the mean and the greatest, which claim nothing of others.
    private func values(_ all: Percentiles) -> String {
        TerminalText.left(Wording.name(all.count.metric), 29)
            + [all.min, all.mean, all.max].map { TerminalText.right(Self.value($0), 14) }.joined()
            + TerminalText.right(Self.count(all.count.count), 9)
    }

    /// The headline with every failure infinitely slow, where there were failures.
    private func adjusted(_ headline: SampleNumbers) -> [String] {
        guard headline.all != nil, let adjusted = headline.adjusted,
            numbers.failures?.count.value ?? 0 > 0
        else { return [] }
        return [
            TerminalText.left("  with failures", 15)
                + adjusted.estimates.map { TerminalText.right(Wording.adjusted($0), 14) }.joined()
                + TerminalText.right(QuantityFormat.count(adjusted.p50.count), 9)
        ]
    }

    /// As many as a column of eight digits holds.
    private static func count(_ count: Int) -> String {
        count < 1_000_000
            ? QuantityFormat.count(count) : QuantityFormat.digits(Double(count) / 1e6) + " M"
    }

    private static func value(_ number: Estimate) -> String {
        number.value.map { QuantityFormat.latency(milliseconds: $0) } ?? SummaryNote.tooFew
    }
}
