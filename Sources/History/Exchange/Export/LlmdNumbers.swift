internal import Analysis
internal import RunModel
internal import Statistics

/// The numbers of a run under the names that llm-d has for them.
struct LlmdNumbers {
    private let mode: ModeProfile?
    private let values: [ExportedRun.Value]

    init(_ exported: ExportedRun) {
        let mode = exported.run.profile[.streaming] ?? exported.run.profile.modes.first
        self.mode = mode
        // A mean of the better rounds alone would be no mean of the run.
        values = exported.values.filter { $0.mode == mode?.mode && !$0.isHalf }
    }

    private subscript(metric: JudgedMetric) -> ExportedRun.Value? {
        values.first { $0.metric == metric }
    }

    /// Gaps between chunks are none between tokens, and have no field there.
    var latency: [String: LlmdReport.Statistic] {
        [
            "time_to_first_token": statistic(.firstTokenP50, "ms", .firstTokenP90, .firstTokenP99),
            "time_per_output_token": statistic(.perOutputTokenP50, "ms/token"),
            "request_latency": statistic(.endToEndP50, "ms"),
        ].compactMapValues { $0 }
    }

    var throughput: [String: LlmdReport.Statistic] {
        [
            "output_token_rate": rate(.tokenThroughput, "tokens/s"),
            "request_rate": rate(.requestThroughput, "queries/s"),
        ].compactMapValues { $0 }
    }

    private func statistic(
        _ metric: JudgedMetric, _ units: String, _ p90: JudgedMetric? = nil,
        _ p99: JudgedMetric? = nil
    ) -> LlmdReport.Statistic? {
        self[metric].map { value in
            LlmdReport.Statistic(
                units: units, mean: value.mean, p50: value.median,
                p90: p90.flatMap { self[$0]?.median }, p99: p99.flatMap { self[$0]?.median })
        }
    }

    private func rate(_ metric: JudgedMetric, _ units: String) -> LlmdReport.Statistic? {
        self[metric].map { LlmdReport.Statistic(units: units, mean: $0.mean) }
    }

    /// Nil where failures were not counted.
    var requests: LlmdReport.Results.Requests? {
        let counts = (mode?.rounds ?? []).compactMap { $0[.failures] }
        let parts = counts.compactMap(\.part)
        let wholes = counts.compactMap(\.whole)
        guard !wholes.isEmpty, parts.count == counts.count, wholes.count == counts.count else {
            return nil
        }
        func length(_ mean: Double?) -> LlmdReport.Statistic? {
            mean.map { LlmdReport.Statistic(units: "count", mean: $0) }
        }
        return LlmdReport.Results.Requests(
            total: wholes.reduce(0, +), failures: parts.reduce(0, +),
            inputLength: length(promptTokens), outputLength: length(outputTokens))
    }

    /// The mean of the requests that succeeded.
    var promptTokens: Double? {
        mode?.hints.first { $0.kind == .promptTokens }?.value
    }

    var outputTokens: Double? { mode?.outputTokens.mean }
}
