internal import Analysis
internal import Statistics

/// Reads results of vLLM and SGLang: one flat object, of which most keys are common to both.
struct FlatReader {
    private let members: ForeignObject
    private let tool: ForeignTool
    private let zone: ForeignTime.Zone
    private let completed: Int

    init(
        _ members: ForeignObject, of tool: ForeignTool, _ zone: ForeignTime.Zone
    ) throws(ForeignFault) {
        guard let completed = try members.count("completed") else {
            throw ForeignFault(.missing("completed"))
        }
        self.members = members
        self.tool = tool
        self.zone = zone
        self.completed = completed
    }

    func result() throws(ForeignFault) -> ForeignResult {
        var result = ForeignResult(tool)
        try addRun(to: &result)
        try addLatencies(to: &result)
        result.add(.tokenThroughput, try members.number("output_throughput"))
        result.add(.requestThroughput, try members.number("request_throughput"))
        try addFailures(to: &result)
        return result
    }

    // MARK: The run

    private func addRun(to result: inout ForeignResult) throws(ForeignFault) {
        result.seconds = try members.number("duration")
        if tool == .vllm {
            result.model = members.text("model_id")
            // Of the end.
            result.started = members.text("date").flatMap { ForeignTime.nanoseconds($0, zone) }
                .map { $0 - Int64((min(result.seconds ?? 0, 1e7) * 1e9).rounded()) }
        } else {
            result.model = members.object("server_info")?.text("model_path")
        }
        // A replay has the word "trace" for a rate.
        let word = members.text("request_rate")
        let rate = word == nil ? try members.number("request_rate") : nil
        let concurrency = try members.count("max_concurrency")
        result.setLoad(
            concurrency: concurrency, rate: rate,
            kind: word.flatMap { JSONWords.isInfinity($0) ? nil : $0 }, backend: backend)
        if completed > 0, let tokens = try members.number("total_input_tokens") {
            result.promptTokens = tokens / Double(completed)
        }
    }

    private var backend: String? { members.text("backend") ?? members.text("endpoint_type") }

    // MARK: Numbers

    private func addLatencies(to result: inout ForeignResult) throws(ForeignFault) {
        // They are 0 where nothing succeeded.
        guard completed > 0 else { return }
        result.add(.firstTokenP50, try milliseconds("ttft", "median", "p50"))
        result.add(.firstTokenP90, try milliseconds("ttft", "p90"))
        result.add(.firstTokenP99, try milliseconds("ttft", "p99"))
        result.add(.perOutputTokenP50, try milliseconds("tpot", "median", "p50"))
        if hasChunkGaps {
            result.add(.interChunkP50, try milliseconds("itl", "median", "p50"))
            result.add(.interChunkP99, try milliseconds("itl", "p99"))
        }
        let endToEnd = try milliseconds(tool == .vllm ? "e2el" : "e2e_latency", "median", "p50")
        result.add(.endToEndP50, endToEnd ?? medianOfLatencies)
    }

    /// The first of the statistics that is there.
    private func milliseconds(
        _ metric: String, _ statistics: String...
    ) throws(ForeignFault) -> Double? {
        for statistic in statistics {
            if let found = try members.number("\(statistic)_\(metric)_ms") { return found }
        }
        return nil
    }

    /// SGLang's own backend divides gaps by tokens, and with speculation so do all.
    private var hasChunkGaps: Bool {
        tool == .vllm
            || !(["sglang", "sglang-native"].contains(backend) || members.has("accept_length"))
    }

    /// vLLM leaves out `e2el` unless asked for; its list has failures as 0.
    private var medianOfLatencies: Double? {
        guard tool == .vllm, let all = members.numbers("latencies") else { return nil }
        let succeeded = all.filter { $0 > 0 }
        guard succeeded.count == completed, succeeded.allSatisfy({ $0 < 1e12 }) else { return nil }
        return SortedSample(succeeded).median.map { $0 * 1000 }
    }

    private func addFailures(to result: inout ForeignResult) throws(ForeignFault) {
        if tool == .sglang {
            // It counts none; only --output-details lists them.
            let errors = members.texts("errors") ?? []
            result.addFailures(errors.count { $0?.isEmpty == false }, of: errors.count)
        } else if let failed = try members.count("failed") {
            result.addFailures(failed, of: completed + failed)
        } else if let asked = try members.count("num_prompts") {
            result.addFailures(max(asked - completed, 0), of: max(asked, completed))
        }
    }
}
