/// Another load tester whose results the history takes in.
package enum ForeignTool: String, Sendable, CaseIterable {
    /// `vllm bench serve`, and `benchmark_serving.py` before it.
    case vllm
    /// `sglang.bench_serving`.
    case sglang
    case aiperf
    case guidellm

    /// As its makers write it.
    package var title: String {
        switch self {
        case .vllm: "vLLM"
        case .sglang: "SGLang"
        case .aiperf: "AIPerf"
        case .guidellm: "GuideLLM"
        }
    }

    package static let titles =
        allCases.dropLast().map(\.title).joined(separator: ", ")
        + " or \(ForeignTool.guidellm.title)"

    /// By the keys of a result, the most peculiar ones first: vLLM and SGLang share most of theirs.
    init?(of result: ForeignObject) {
        let found: ForeignTool? =
            if result.list("benchmarks").contains(where: { $0.has("metrics") }) {
                .guidellm
            } else if let config = result.object("input_config"),
                // GenAI-Perf, from which AIPerf comes, means other things by the same names.
                !config.has("subcommand"), !config.has("service_kind"),
                ["request_latency", "time_to_first_token"].contains(where: {
                    result.object($0)?.has("unit") == true
                })
            {
                .aiperf
            } else if result.has("median_e2e_latency_ms"), result.has("completed") {
                .sglang
            } else if result.has("model_id"), result.has("completed"), result.has("duration") {
                .vllm
            } else {
                nil
            }
        guard let found else { return nil }
        self = found
    }
}
