/// A server program whose metrics are known by name.
package enum ServerEngine: String, Codable, Sendable, CaseIterable {
    case vllm
    case sglang
    case tgi
    case llamaCPP = "llama.cpp"
    case triton
    case tensorRTLLM = "tensorrt_llm"
    case emulator

    package var title: String {
        switch self {
        case .vllm: "vLLM"
        case .sglang: "SGLang"
        case .tgi: "Text Generation Inference"
        case .llamaCPP: "llama.cpp"
        case .triton: "Triton with TensorRT-LLM"
        case .tensorRTLLM: "TensorRT-LLM"
        case .emulator: "streamgauge's emulator"
        }
    }
}

/// What a known metric means, whichever server has it.
package enum ServerQuantity: String, Codable, Sendable, CaseIterable {
    /// Requests in the batch.
    case running
    /// Requests in line.
    case waiting
    /// The used share of the memory for keys and values.
    case cacheUse = "cache_use"
    /// Prompt tokens that a prefix cache had, and those that it was asked for.
    case prefixHits = "prefix_hits"
    case prefixQueries = "prefix_queries"
    /// The same as a share, where the server says it itself.
    case prefixHitRate = "prefix_hit_rate"
    /// Requests that lost their place in the batch.
    case preemptions
    case promptTokens = "prompt_tokens"
    case outputTokens = "output_tokens"
    /// Output tokens a second, as the server says.
    case outputRate = "output_rate"
    /// Passes through the model.
    case steps
    /// Tokens of a pass.
    case tokensPerStep = "tokens_per_step"
    /// The server's own time to first token, in seconds.
    case firstToken = "first_token"
    /// From a request's coming to its place in the batch, in seconds.
    case queueTime = "queue_time"
    /// Of its first pass through the model, in seconds.
    case prefillTime = "prefill_time"
    /// The server's own gaps between output tokens, in seconds.
    case interToken = "inter_token"
}

/// A metric that is known: a line of the one table of them.
package struct ServerMetric: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case gauge
        case counter
        case histogram
    }

    package let engine: ServerEngine
    /// Of the family: without `_total`, and without `_bucket`, `_sum` and `_count`. A colon in it may come as `_`.
    package let name: String
    package let kind: Kind
    package let quantity: ServerQuantity
    /// A label that must stand there, as `name="value"`.
    package let label: String?

    private init(
        _ engine: ServerEngine, _ name: String, _ kind: Kind, _ quantity: ServerQuantity,
        _ label: String? = nil
    ) {
        self.engine = engine
        self.name = name
        self.kind = kind
        self.quantity = quantity
        self.label = label
    }

    /// By engine. Where two lines of an engine mean the same, the first that is there counts: names that came later
    /// stand before those that they replaced.
    ///
    /// Names and kinds are those of the projects' own documents and sources: docs.vllm.ai/usage/metrics,
    /// docs.sglang.io/references/production_metrics, huggingface.co/docs/text-generation-inference/reference/metrics,
    /// llama.cpp's tools/server/README.md, Triton's tensorrtllm_backend, tensorrt_llm/metrics/collector.py.
    package static let table: [ServerMetric] = [
        .init(.vllm, "vllm:num_requests_running", .gauge, .running),
        .init(.vllm, "vllm:num_requests_waiting", .gauge, .waiting),
        .init(.vllm, "vllm:kv_cache_usage_perc", .gauge, .cacheUse),
        .init(.vllm, "vllm:gpu_cache_usage_perc", .gauge, .cacheUse),
        .init(.vllm, "vllm:prefix_cache_hits", .counter, .prefixHits),
        .init(.vllm, "vllm:prefix_cache_queries", .counter, .prefixQueries),
        .init(.vllm, "vllm:gpu_prefix_cache_hits", .counter, .prefixHits),
        .init(.vllm, "vllm:gpu_prefix_cache_queries", .counter, .prefixQueries),
        .init(.vllm, "vllm:gpu_prefix_cache_hit_rate", .gauge, .prefixHitRate),
        .init(.vllm, "vllm:num_preemptions", .counter, .preemptions),
        .init(.vllm, "vllm:prompt_tokens", .counter, .promptTokens),
        .init(.vllm, "vllm:generation_tokens", .counter, .outputTokens),
        .init(.vllm, "vllm:iteration_tokens_total", .histogram, .tokensPerStep),
        .init(.vllm, "vllm:time_to_first_token_seconds", .histogram, .firstToken),
        .init(.vllm, "vllm:request_queue_time_seconds", .histogram, .queueTime),
        .init(.vllm, "vllm:request_prefill_time_seconds", .histogram, .prefillTime),
        .init(.vllm, "vllm:inter_token_latency_seconds", .histogram, .interToken),
        .init(.vllm, "vllm:time_per_output_token_seconds", .histogram, .interToken),

        .init(.sglang, "sglang:num_running_reqs", .gauge, .running),
        .init(.sglang, "sglang:num_queue_reqs", .gauge, .waiting),
        .init(.sglang, "sglang:token_usage", .gauge, .cacheUse),
        .init(.sglang, "sglang:cached_tokens", .counter, .prefixHits),
        .init(.sglang, "sglang:cache_hit_rate", .gauge, .prefixHitRate),
        .init(.sglang, "sglang:num_retracted_requests", .counter, .preemptions),
        .init(.sglang, "sglang:prompt_tokens", .counter, .promptTokens),
        .init(.sglang, "sglang:generation_tokens", .counter, .outputTokens),
        .init(.sglang, "sglang:gen_throughput", .gauge, .outputRate),
        .init(.sglang, "sglang:time_to_first_token_seconds", .histogram, .firstToken),
        .init(.sglang, "sglang:queue_time_seconds", .histogram, .queueTime),
        .init(.sglang, "sglang:inter_token_latency_seconds", .histogram, .interToken),

        .init(.tgi, "tgi_batch_current_size", .gauge, .running),
        .init(.tgi, "tgi_queue_size", .gauge, .waiting),
        .init(.tgi, "tgi_request_queue_duration", .histogram, .queueTime),

        .init(.llamaCPP, "llamacpp:requests_processing", .gauge, .running),
        .init(.llamaCPP, "llamacpp:requests_deferred", .gauge, .waiting),
        .init(.llamaCPP, "llamacpp:kv_cache_usage_ratio", .gauge, .cacheUse),
        .init(.llamaCPP, "llamacpp:prompt_tokens", .counter, .promptTokens),
        .init(.llamaCPP, "llamacpp:tokens_predicted", .counter, .outputTokens),
        .init(.llamaCPP, "llamacpp:n_decode", .counter, .steps),

        .init(
            .triton, "nv_trt_llm_request_metrics", .gauge, .running, #"request_type="active""#),
        .init(
            .triton, "nv_trt_llm_request_metrics", .gauge, .waiting, #"request_type="waiting""#),
        .init(
            .triton, "nv_trt_llm_kv_cache_block_metrics", .gauge, .cacheUse,
            #"kv_cache_block_type="fraction""#),

        .init(.tensorRTLLM, "trtllm_num_requests_running", .gauge, .running),
        .init(.tensorRTLLM, "trtllm_num_requests_waiting", .gauge, .waiting),
        .init(.tensorRTLLM, "trtllm_kv_cache_utilization", .gauge, .cacheUse),
        .init(.tensorRTLLM, "trtllm_kv_cache_hit_rate", .gauge, .prefixHitRate),
        .init(.tensorRTLLM, "trtllm_time_to_first_token_seconds", .histogram, .firstToken),
        .init(.tensorRTLLM, "trtllm_request_queue_time_seconds", .histogram, .queueTime),

        .init(.emulator, "streamgauge_emulator_engine_running", .gauge, .running),
        .init(.emulator, "streamgauge_emulator_streams_open", .gauge, .running),
        .init(.emulator, "streamgauge_emulator_engine_waiting", .gauge, .waiting),
        .init(.emulator, "streamgauge_emulator_engine_kv_use", .gauge, .cacheUse),
        .init(.emulator, "streamgauge_emulator_engine_cached_tokens", .counter, .prefixHits),
        .init(.emulator, "streamgauge_emulator_engine_prompt_tokens", .counter, .prefixQueries),
        .init(.emulator, "streamgauge_emulator_engine_preemptions", .counter, .preemptions),
        .init(.emulator, "streamgauge_emulator_engine_prefill_tokens", .counter, .promptTokens),
        .init(.emulator, "streamgauge_emulator_engine_output_tokens", .counter, .outputTokens),
        .init(.emulator, "streamgauge_emulator_engine_steps", .counter, .steps),
        .init(
            .emulator, "streamgauge_emulator_time_to_first_token_seconds", .histogram, .firstToken),
    ]

    /// The parts of a family that a sample can be.
    package enum Part: Sendable, Equatable {
        case value
        case bucket
        case sum
        case count
    }

    /// What a sample of this name and these labels is; nil where nobody here knows it. Without labels the name is
    /// enough.
    package static func known(
        _ name: String, labels: String?
    ) -> (metric: ServerMetric, part: Part)? {
        guard let lines = byName[name.replacing(":", with: "_")] else { return nil }
        guard let labels else { return lines.first }
        return lines.first { $0.metric.label.map(labels.contains) ?? true }
    }

    private static let byName: [String: [(metric: ServerMetric, part: Part)]] = {
        var found: [String: [(metric: ServerMetric, part: Part)]] = [:]
        for metric in table {
            let name = metric.name.replacing(":", with: "_")
            switch metric.kind {
            case .gauge: found[name, default: []].append((metric, .value))
            case .counter:
                found[name, default: []].append((metric, .value))
                found[name + "_total", default: []].append((metric, .value))
            case .histogram:
                found[name + "_bucket", default: []].append((metric, .bucket))
                found[name + "_sum", default: []].append((metric, .sum))
                found[name + "_count", default: []].append((metric, .count))
            }
        }
        return found
    }()
}
