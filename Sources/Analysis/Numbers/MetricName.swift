package import RunModel

/// The name of a quantity in summaries; docs/metrics.md defines each.
package struct MetricName: RawRepresentable, Hashable, Codable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package init(_ metric: Metric) {
        rawValue = metric.rawValue
    }

    /// How many requests ended so: `outcome_ok`, `outcome_rate_limited`, ...
    package init(_ outcome: Outcome) {
        rawValue = "outcome_" + outcome.rawValue
    }

    /// The share of successes whose tokens came from there: `token_source_usage`, ...
    package init(_ source: TokenSource) {
        rawValue = "token_source_" + source.rawValue
    }

    package static let requests = MetricName(rawValue: "requests")
    package static let firstTokenUncertain = MetricName(rawValue: "ttft_uncertain")
    package static let timeToFirstTokenLeast = MetricName(rawValue: "ttft_least")
    package static let interChunkShortest = MetricName(rawValue: "icl_shortest")
    package static let interChunkLongest = MetricName(rawValue: "icl_longest")
    package static let maxGapLeast = MetricName(rawValue: "max_gap_least")
    package static let maxGapMost = MetricName(rawValue: "max_gap_most")
    package static let roundTrip = MetricName(rawValue: "round_trip")
    package static let outOfOrder = MetricName(rawValue: "out_of_order_segments")
    package static let holes = MetricName(rawValue: "holes")
    package static let maxGapsHeldBack = MetricName(rawValue: "max_gaps_held_back")
    package static let firstTokenWithoutWay = MetricName(rawValue: "ttft_without_way")
    package static let networkProbe = MetricName(rawValue: "network_probe")
    package static let resentSegments = MetricName(rawValue: "resent_segments")
    package static let heldBackReads = MetricName(rawValue: "held_back_reads")
    package static let startLag = MetricName(rawValue: "start_lag")
    package static let connectResolve = MetricName(rawValue: "connect_resolve")
    package static let connectTCP = MetricName(rawValue: "connect_tcp")
    package static let connectTLS = MetricName(rawValue: "connect_tls")
    package static let outputSpeed = MetricName(rawValue: "output_speed")
    package static let endToEndSpeed = MetricName(rawValue: "e2e_speed")
    package static let smoothBuffer = MetricName(rawValue: "smooth_buffer")
    package static let stall = MetricName(rawValue: "stall")
    package static let stallLimit = MetricName(rawValue: "stall_limit")
    package static let window = MetricName(rawValue: "window")
    package static let tokenThroughput = MetricName(rawValue: "throughput_tokens")
    package static let eventThroughput = MetricName(rawValue: "throughput_events")
    package static let requestThroughput = MetricName(rawValue: "throughput_requests")
    package static let goodput = MetricName(rawValue: "goodput")
    package static let failures = MetricName(rawValue: "failures")
    package static let coalesced = MetricName(rawValue: "coalesced")
    package static let unstampedReads = MetricName(rawValue: "unstamped_reads")
    package static let keepAlives = MetricName(rawValue: "keep_alives")
    package static let brokenEvents = MetricName(rawValue: "broken_events")
    package static let outputTokens = MetricName(rawValue: "output_tokens")
    package static let promptTokens = MetricName(rawValue: "prompt_tokens")
    package static let reasoningTokens = MetricName(rawValue: "reasoning_tokens")
    package static let cachedTokens = MetricName(rawValue: "cached_tokens")
    package static let timeToToolCall = MetricName(rawValue: "time_to_tool_call")
    package static let timeToToolArguments = MetricName(rawValue: "time_to_tool_arguments")
    package static let toolCallHeld = MetricName(rawValue: "tool_call_held")
    package static let toolCalls = MetricName(rawValue: "tool_calls")
    package static let brokenToolCalls = MetricName(rawValue: "broken_tool_calls")
    package static let thinkingTime = MetricName(rawValue: "thinking_time")
    package static let reasoningSpeed = MetricName(rawValue: "reasoning_speed")
    package static let hiddenReasoning = MetricName(rawValue: "hidden_reasoning")
    package static let outputEvents = MetricName(rawValue: "output_events")
    package static let bodyBytesPerToken = MetricName(rawValue: "body_bytes_per_token")
    package static let headBytesPerToken = MetricName(rawValue: "head_bytes_per_token")
    package static let bodyBytesPerEvent = MetricName(rawValue: "body_bytes_per_event")
    package static let tierStreams = MetricName(rawValue: "tier_streams")
    package static let tierRequests = MetricName(rawValue: "tier_requests")
    package static let tierTokens = MetricName(rawValue: "tier_tokens")
    package static let heldByStreams = MetricName(rawValue: "held_by_streams")
    package static let heldByRequestRate = MetricName(rawValue: "held_by_request_rate")
    package static let heldByTokenRate = MetricName(rawValue: "held_by_token_rate")
    package static let heldByServer = MetricName(rawValue: "held_by_server")
    package static let heldByFailures = MetricName(rawValue: "held_by_failures")
    package static let clientCPU = MetricName(rawValue: "client_cpu")
    package static let smoothStart = MetricName(rawValue: "smooth_start")
    package static let displayStalls = MetricName(rawValue: "display_stalls")
    package static let displayStalled = MetricName(rawValue: "display_stalled")
    package static let tokensPerEvent = MetricName(rawValue: "tokens_per_event")
    package static let eventsPerBurst = MetricName(rawValue: "events_per_burst")
    package static let jsonOverheadPerToken = MetricName(rawValue: "json_overhead_bytes_per_token")
    package static let framingBytesPerToken = MetricName(rawValue: "framing_bytes_per_token")
    package static let wireBytesPerToken = MetricName(rawValue: "wire_bytes_per_token")
    package static let wireSegmentsPerToken = MetricName(rawValue: "wire_segments_per_token")
    package static let compressionRatio = MetricName(rawValue: "compression_ratio")
    package static let clientCPUPerRequest = MetricName(rawValue: "client_cpu_per_request")
    package static let unexpectedAnswers = MetricName(rawValue: "unexpected_answers")
    package static let upload = MetricName(rawValue: "upload")
    package static let breakEvenTokens = MetricName(rawValue: "break_even_tokens")
    package static let recoveredShare = MetricName(rawValue: "recovered_share")

    /// The share of events in time for a display that begins so long after the first output: `fluidity`,
    /// `fluidity_after_100ms`, ...
    package static func fluidity(after delay: Duration) -> MetricName {
        MetricName(
            rawValue: delay == .zero
                ? "fluidity" : "fluidity_after_\(delay.nanoseconds / 1_000_000)ms")
    }

    /// What streaming makes of a pair less what non-streaming does: `paired_e2e`, ...
    package static func paired(_ quantity: PairedDifference.Quantity) -> MetricName {
        MetricName(rawValue: "paired_" + quantity.rawValue)
    }

    /// Every name a summary can hold.
    package static let all: [MetricName] =
        Metric.allCases.map { MetricName($0) }
        + [
            .requests, .startLag, .connectResolve, .connectTCP, .connectTLS, .outputSpeed,
            .endToEndSpeed, .smoothBuffer, .stall, .stallLimit, .window, .tokenThroughput,
            .eventThroughput, .requestThroughput, .goodput, .failures, .coalesced,
            .unstampedReads, .keepAlives, .brokenEvents, .outputTokens, .promptTokens,
            .reasoningTokens, .outputEvents, .bodyBytesPerToken, .headBytesPerToken,
            .bodyBytesPerEvent, .clientCPU, .smoothStart, .displayStalls, .displayStalled,
            .tokensPerEvent, .eventsPerBurst, .jsonOverheadPerToken, .framingBytesPerToken,
            .wireBytesPerToken, .wireSegmentsPerToken, .compressionRatio, .clientCPUPerRequest,
            .breakEvenTokens, .recoveredShare, .tierStreams, .tierRequests, .tierTokens,
            .heldByStreams, .heldByRequestRate, .heldByTokenRate, .heldByServer, .heldByFailures,
            .firstTokenUncertain, .timeToFirstTokenLeast, .interChunkShortest, .interChunkLongest,
            .maxGapLeast, .maxGapMost, .roundTrip, .outOfOrder, .resentSegments, .heldBackReads,
            .cachedTokens, .thinkingTime, .reasoningSpeed, .hiddenReasoning, .timeToToolCall,
            .timeToToolArguments, .toolCallHeld, .toolCalls, .brokenToolCalls,
            .unexpectedAnswers, .upload, .holes, .maxGapsHeldBack, .firstTokenWithoutWay,
            .networkProbe,
        ]
        + ofConversations + ofServer
        + DisplayTrace.delays.map { fluidity(after: $0) }
        + PairedDifference.Quantity.allCases.map { paired($0) }
        + Outcome.allCases.map { MetricName($0) } + TokenSource.allCases.map { MetricName($0) }

    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
