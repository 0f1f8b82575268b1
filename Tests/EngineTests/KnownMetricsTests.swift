import RunModel
import Testing
import Wire

@testable import Engine

/// Texts in the form of each server, numbers made up: what they mean.
@Suite struct KnownMetricsTests {
    /// A server's text, and what is known of it: quantities with the sum of their plain samples.
    struct Case: Sendable, CustomTestStringConvertible {
        let engine: ServerEngine
        let text: String
        let values: [ServerQuantity: Double]
        let histograms: Set<ServerQuantity>
        var testDescription: String { engine.rawValue }
    }

    static let cases = [
        Case(
            engine: .vllm,
            text: """
                # HELP vllm:num_requests_running Number of requests in model execution batches.
                # TYPE vllm:num_requests_running gauge
                vllm:num_requests_running{engine="0",model_name="m"} 12.0
                # TYPE vllm:num_requests_waiting gauge
                vllm:num_requests_waiting{engine="0",model_name="m"} 3.0
                # TYPE vllm:kv_cache_usage_perc gauge
                vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.4125
                # TYPE vllm:prefix_cache_queries_total counter
                vllm:prefix_cache_queries_total{engine="0",model_name="m"} 1000.0
                vllm:prefix_cache_queries_created{engine="0",model_name="m"} 1.7e+09
                vllm:prefix_cache_hits_total{engine="0",model_name="m"} 250.0
                vllm:num_preemptions_total{engine="0",model_name="m"} 4.0
                vllm:prompt_tokens_total{engine="0",model_name="m"} 50000.0
                vllm:generation_tokens_total{engine="0",model_name="m"} 12000.0
                # TYPE vllm:iteration_tokens_total histogram
                vllm:iteration_tokens_total_bucket{engine="0",le="1.0",model_name="m"} 3.0
                vllm:iteration_tokens_total_bucket{engine="0",le="+Inf",model_name="m"} 9.0
                vllm:iteration_tokens_total_count{engine="0",model_name="m"} 9.0
                vllm:iteration_tokens_total_sum{engine="0",model_name="m"} 812.0
                # TYPE vllm:time_to_first_token_seconds histogram
                vllm:time_to_first_token_seconds_bucket{engine="0",le="0.25",model_name="m"} 8.0
                vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 9.0
                vllm:time_to_first_token_seconds_count{engine="0",model_name="m"} 9.0
                vllm:time_to_first_token_seconds_sum{engine="0",model_name="m"} 1.25
                vllm:request_success_total{engine="0",finished_reason="stop",model_name="m"} 9.0
                """,
            values: [
                .running: 12, .waiting: 3, .cacheUse: 0.4125, .prefixQueries: 1000,
                .prefixHits: 250, .preemptions: 4, .promptTokens: 50000, .outputTokens: 12000,
            ], histograms: [.tokensPerStep, .firstToken]),
        Case(
            engine: .sglang,
            text: """
                # HELP sglang:token_usage The token usage
                # TYPE sglang:token_usage gauge
                sglang:token_usage{model_name="m"} 0.28
                sglang:cached_tokens_total{cache_source="device",model_name="m"} 4000
                sglang:cached_tokens_total{cache_source="host",model_name="m"} 600
                # TYPE sglang:cache_hit_rate gauge
                sglang:cache_hit_rate{model_name="m"} 0.0075
                # TYPE sglang:num_running_reqs gauge
                sglang:num_running_reqs{model_name="m"} 161.0
                sglang:num_queue_reqs{model_name="m"} 2826.0
                sglang:gen_throughput{model_name="m"} 86.5
                sglang:prompt_tokens_total{model_name="m"} 8.128902e+06
                sglang:generation_tokens_total{model_name="m"} 7.557572e+06
                sglang:num_retracted_requests_total{model_name="m"} 5.0
                # TYPE sglang:time_to_first_token_seconds histogram
                sglang:time_to_first_token_seconds_sum{model_name="m"} 2.5
                sglang:time_to_first_token_seconds_bucket{le="0.001",model_name="m"} 0.0
                sglang:time_to_first_token_seconds_bucket{le="+Inf",model_name="m"} 11.0
                sglang:time_to_first_token_seconds_count{model_name="m"} 11.0
                """,
            values: [
                .running: 161, .waiting: 2826, .cacheUse: 0.28, .prefixHitRate: 0.0075,
                .outputRate: 86.5, .prefixHits: 4600, .promptTokens: 8_128_902,
                .outputTokens: 7_557_572,
                .preemptions: 5,
            ], histograms: [.firstToken]),
        Case(
            engine: .tgi,
            text: """
                # TYPE tgi_queue_size gauge
                tgi_queue_size 2
                # TYPE tgi_batch_current_size gauge
                tgi_batch_current_size 6
                # TYPE tgi_request_queue_duration histogram
                tgi_request_queue_duration_bucket{le="0.001"} 5
                tgi_request_queue_duration_bucket{le="+Inf"} 7
                tgi_request_queue_duration_sum 0.25
                tgi_request_queue_duration_count 7
                # TYPE tgi_request_count counter
                tgi_request_count 8
                """,
            values: [.running: 6, .waiting: 2], histograms: [.queueTime]),
        Case(
            engine: .llamaCPP,
            text: """
                # HELP llamacpp:prompt_tokens_total Number of prompt tokens processed.
                # TYPE llamacpp:prompt_tokens_total counter
                llamacpp:prompt_tokens_total 6886
                # TYPE llamacpp:tokens_predicted_total counter
                llamacpp:tokens_predicted_total 3469
                llamacpp:n_decode_total 3500
                llamacpp:n_busy_slots_per_decode 1.5
                # TYPE llamacpp:predicted_tokens_seconds gauge
                llamacpp:predicted_tokens_seconds 20.1
                llamacpp:kv_cache_usage_ratio 0.25
                llamacpp:requests_processing 3
                llamacpp:requests_deferred 1
                """,
            values: [
                .running: 3, .waiting: 1, .cacheUse: 0.25, .promptTokens: 6886,
                .outputTokens: 3469, .steps: 3500,
            ], histograms: []),
        Case(
            engine: .triton,
            text: """
                # HELP nv_trt_llm_request_metrics TRT LLM request metrics
                # TYPE nv_trt_llm_request_metrics gauge
                nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="context",version="1"} 1
                nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="scheduled",version="1"} 4
                nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="max",version="1"} 512
                nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="active",version="1"} 5
                nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="waiting",version="1"} 2
                # TYPE nv_trt_llm_kv_cache_block_metrics gauge
                nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="fraction",model="tensorrt_llm",version="1"} 0.5
                nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="used",model="tensorrt_llm",version="1"} 3120
                """,
            values: [.running: 5, .waiting: 2, .cacheUse: 0.5], histograms: []),
        Case(
            engine: .tensorRTLLM,
            text: """
                trtllm_num_requests_running{engine_type="pytorch",model_name="m"} 4.0
                trtllm_num_requests_waiting{engine_type="pytorch",model_name="m"} 1.0
                trtllm_kv_cache_utilization{engine_type="pytorch",model_name="m"} 0.125
                trtllm_kv_cache_hit_rate{engine_type="pytorch",model_name="m"} 0.5
                trtllm_time_to_first_token_seconds_bucket{engine_type="pytorch",le="+Inf",model_name="m"} 2.0
                trtllm_time_to_first_token_seconds_count{engine_type="pytorch",model_name="m"} 2.0
                trtllm_time_to_first_token_seconds_sum{engine_type="pytorch",model_name="m"} 0.5
                """,
            values: [.running: 4, .waiting: 1, .cacheUse: 0.125, .prefixHitRate: 0.5],
            histograms: [.firstToken]),
    ]

    @Test(arguments: cases) func `knows a server by its names`(_ one: Case) {
        let samples = MetricsReading(Array(one.text.utf8).span).samples
        var values: [ServerQuantity: Double] = [:]
        var histograms: Set<ServerQuantity> = []
        for sample in samples {
            guard let (metric, part) = ServerMetric.known(sample.name, labels: sample.labels) else {
                continue
            }
            #expect(metric.engine == one.engine)
            if metric.kind == .histogram {
                histograms.insert(metric.quantity)
                #expect(part != .value)
            } else {
                values[metric.quantity, default: 0] += sample.value
            }
        }
        #expect(values == one.values)
        #expect(histograms == one.histograms)
    }

    @Test func `a colon may come as an underscore`() {
        #expect(ServerMetric.known("vllm_num_requests_running", labels: "") != nil)
        #expect(ServerMetric.known("vllm:num_requests", labels: "") == nil)
    }

    @Test func `no two lines of the table are alike`() {
        let keys = ServerMetric.table.map { $0.name + ($0.label ?? "") }
        #expect(Set(keys).count == keys.count)
    }

    // MARK: What is kept

    private func sample(_ name: String, _ value: Double) -> MetricSample {
        MetricSample(name: name, value: value)
    }

    private func scrape(_ second: Int64) -> ServerScrape {
        ServerScrape(source: 0, at: MonotonicInstant(nanoseconds: second * 1_000_000_000))
    }

    @Test func `known values are kept each time, others when they change or go`() {
        var memory = SeriesMemory()
        let first = memory.values(
            of: [sample("tgi_queue_size", 1), sample("other", 1), sample("nan", .nan)],
            in: scrape(0))
        #expect(first.map(\.name) == ["tgi_queue_size", "other", "nan"])
        let second = memory.values(
            of: [sample("tgi_queue_size", 1), sample("other", 1), sample("nan", .nan)],
            in: scrape(1))
        #expect(second.map(\.name) == ["tgi_queue_size"])
        let third = memory.values(
            of: [sample("tgi_queue_size", 1), sample("other", 2)], in: scrape(2))
        #expect(third.map(\.name) == ["tgi_queue_size", "other", "nan"])
        #expect(third.last?.value == nil)
    }

    @Test func `what nobody knows is bounded over a run`() {
        var memory = SeriesMemory()
        var rows = 0
        for look in 0..<120 {
            let samples = (0..<2000).map { sample("other_\($0)", Double(look)) }
            rows += memory.values(of: samples, in: scrape(Int64(look))).count
        }
        #expect(rows == SeriesMemory.mostOtherRows)
        #expect(memory.rowsLeftOut == 120 * 2000 - rows)
    }

    @Test func `says in a sentence why no metrics came`() {
        var source = MetricsSource(url: "http://127.0.0.1:1/metrics", everySeconds: 1)
        source.scrapes = 5
        #expect(ScrapeSentences.notices(source, lastStatus: nil).isEmpty)
        source.failed = ["status": 5]
        #expect(
            ScrapeSentences.notices(source, lastStatus: 404).map(\.text) == [
                "of 5 looks at the server's metrics (http://127.0.0.1:1/metrics) none brought any: 5 got status 404"
            ])
        source.failed = ["timeout": 1, "too_large": 2]
        source.missed = 3
        let texts = ScrapeSentences.notices(source, lastStatus: nil).map(\.text)
        #expect(texts.count == 2)
        #expect(
            texts[0].contains("2 brought any: 1 were not whole in 2 s, 2 were longer than 8 MiB"))
    }
}
