internal import Analysis

/// Reads one of the benchmarks in a report of GuideLLM.
struct GuideLLMReader {
    private let benchmark: ForeignObject
    private let metrics: ForeignObject
    private let version: String?

    init(_ benchmark: ForeignObject, in report: ForeignObject) throws(ForeignFault) {
        guard let metrics = benchmark.object("metrics") else {
            throw ForeignFault(.missing("metrics"))
        }
        self.benchmark = benchmark
        self.metrics = metrics
        version = report.object("metadata")?.text("guidellm_version")
    }

    func result() throws(ForeignFault) -> ForeignResult {
        var result = ForeignResult(.guidellm)
        result.version = version
        try addRun(to: &result)
        result.add(.firstTokenP50, try value("time_to_first_token_ms", "median"))
        result.add(.firstTokenP90, try value("time_to_first_token_ms", "p90"))
        result.add(.firstTokenP99, try value("time_to_first_token_ms", "p99"))
        // Its `time_per_output_token_ms` has the first token in it, or has had.
        result.add(.perOutputTokenP50, try value("inter_token_latency_ms", "median"))
        // Of all times this one is in seconds.
        result.add(.endToEndP50, try value("request_latency", "median").map { $0 * 1000 })
        result.add(.tokenThroughput, try value("output_tokens_per_second", "mean"))
        result.add(.requestThroughput, try value("requests_per_second", "mean"))
        if let totals = metrics.object("request_totals") ?? benchmark.object("request_totals") {
            let failed = try totals.count("errored") ?? 0
            result.addFailures(failed, of: failed + (try totals.count("successful") ?? 0))
        }
        return result
    }

    /// Of requests that succeeded; nil where none did, which the file has as 0.
    private func value(
        _ metric: String, _ statistic: String
    ) throws(ForeignFault) -> Double? {
        guard let all = metrics.object(metric)?.object("successful"),
            let count = try all.number("count"), count > 0
        else { return nil }
        return statistic.hasPrefix("p")
            ? try all.object("percentiles")?.number(statistic) : try all.number(statistic)
    }

    private func addRun(to result: inout ForeignResult) throws(ForeignFault) {
        let start = try benchmark.number("start_time")
        result.started = start.flatMap(ForeignTime.nanoseconds)
        result.seconds = try benchmark.number("duration")
        let config = benchmark.object("config") ?? benchmark.object("args")
        let backend = config?.object("backend")
        let worker = benchmark.object("worker")
        result.model = backend?.text("model") ?? worker?.text("backend_model")
        result.endpoint = (backend?.text("target") ?? worker?.text("backend_target"))
            .map(ForeignEndpoint.plain)
        let strategy = config?.object("strategy")
        let kind = strategy?.text("type_")
        result.setLoad(
            concurrency: kind == "synchronous" ? 1 : try strategy?.count("streams"),
            rate: try strategy?.number("rate"), kind: kind,
            backend: backend?.text("request_format"))
        result.promptTokens = try value("prompt_token_count", "mean")
    }
}
