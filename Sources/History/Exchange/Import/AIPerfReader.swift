internal import Analysis
internal import RunModel

/// Reads results of AIPerf: an object a metric, with its unit, and the configuration.
struct AIPerfReader {
    private let members: ForeignObject
    private let zone: ForeignTime.Zone
    private let config: ForeignObject

    private static let milliseconds: [String: Double] = [
        "ns": 1e-6, "us": 1e-3, "ms": 1, "s": 1000, "sec": 1000,
    ]

    init(_ members: ForeignObject, _ zone: ForeignTime.Zone) throws(ForeignFault) {
        guard let config = members.object("input_config") else {
            throw ForeignFault(.missing("input_config"))
        }
        self.members = members
        self.zone = zone
        self.config = config
    }

    func result() throws(ForeignFault) -> ForeignResult {
        var result = ForeignResult(.aiperf)
        try addRun(to: &result)
        try addFirstToken(to: &result)
        result.add(.perOutputTokenP50, try latency("inter_token_latency", "p50"))
        result.add(.interChunkP50, try latency("inter_chunk_latency", "p50"))
        result.add(.interChunkP99, try latency("inter_chunk_latency", "p99"))
        result.add(.endToEndP50, try latency("request_latency", "p50"))
        result.add(.tokenThroughput, try number("output_token_throughput", in: "tokens/sec"))
        result.add(.requestThroughput, try number("request_throughput", in: "requests/sec"))
        let failed = try count("error_request_count")
        result.addFailures(failed, of: failed + (try count("request_count")))
        return result
    }

    // MARK: Numbers

    /// Where requests failed, those percentiles that count them as infinitely slow, as ours do; what is infinite then
    /// is left out of the file.
    private func addFirstToken(to result: inout ForeignResult) throws(ForeignFault) {
        let isAdjusted = members.has("adj_time_to_first_token")
        let key = (isAdjusted ? "adj_" : "") + "time_to_first_token"
        for (metric, statistic) in [
            (JudgedMetric.firstTokenP50, "p50"), (.firstTokenP90, "p90"), (.firstTokenP99, "p99"),
        ] {
            if let value = try latency(key, statistic) {
                result.add(metric, value)
            } else if isAdjusted {
                result.add(RoundValue(metric, nil, lack: .infinite))
            }
        }
    }

    private func latency(
        _ key: String, _ statistic: String
    ) throws(ForeignFault) -> Double? {
        guard let metric = members.object(key), let value = try metric.number(statistic) else {
            return nil
        }
        let unit = metric.text("unit") ?? ""
        guard let factor = Self.milliseconds[unit] else { throw ForeignFault(.unit(key, unit)) }
        return value * factor
    }

    private func number(_ key: String, in expected: String) throws(ForeignFault) -> Double? {
        guard let metric = members.object(key), let value = try metric.number("avg") else {
            return nil
        }
        let unit = metric.text("unit") ?? ""
        guard unit == expected else { throw ForeignFault(.unit(key, unit)) }
        return value
    }

    private func count(_ key: String) throws(ForeignFault) -> Int {
        try members.object(key)?.count("avg") ?? 0
    }

    // MARK: The run

    private func addRun(to result: inout ForeignResult) throws(ForeignFault) {
        result.version = members.text("aiperf_version")
        result.started = members.text("start_time").flatMap { ForeignTime.nanoseconds($0, zone) }
        result.seconds = try latency("benchmark_duration", "avg").map { $0 / 1000 }
        if members.isTrue("was_cancelled") == true || members.isTrue("is_complete") == false {
            result.ending = .interrupted
        }
        let endpoint = config.object("endpoint")
        result.model =
            config.object("models")?.list("items").first?.text("name")
            ?? endpoint?.firstText("model_names")
        result.endpoint = (endpoint?.firstText("urls") ?? endpoint?.text("url"))
            .map(ForeignEndpoint.plain)
        if endpoint?.isTrue("streaming") == false, !members.has("time_to_first_token") {
            result.mode = .nonStreaming
        }
        let phases = config.list("phases")
        // Before 0.10 there was one phase, with a name of its own.
        let load =
            phases.first { ($0.text("kind") ?? $0.text("name")) == "profiling" }
            ?? config.object("loadgen")
        let rate = try load?.number("rate")
        let earlierRate = try load?.number("request_rate")
        result.setLoad(
            concurrency: try load?.count("concurrency"), rate: rate ?? earlierRate,
            kind: load?.text("type"), backend: endpoint?.text("type"))
        result.promptTokens = try members.object("input_sequence_length")?.number("avg")
    }
}

extension ForeignObject {
    /// The first text of an array.
    fileprivate func firstText(_ name: String) -> String? {
        (texts(name)?.first ?? nil).map { Self.plain($0, most: 200) }
    }
}
