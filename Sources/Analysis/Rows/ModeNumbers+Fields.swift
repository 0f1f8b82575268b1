internal import RunModel

extension ModeNumbers {
    /// Every number of a mode, in the order of its rows: the one list that writing and reading follow.
    static let fields: [NumberField] =
        requestFields + latencyFields + gapFields + displayFields + connectFields + speedFields
        + rateFields + outcomeFields + eventFields + tokenFields + wireFields + clientFields
        + certaintyFields + wayFields + workFields

    private static let requestFields: [NumberField] = [
        .single(.requests, .count, \.requests),
        .single(.requests, .count, \.coldRequests, connection: .cold),
        .single(.requests, .count, \.warmRequests, connection: .warm),
        .share(.failures, \.failures),
    ]

    private static let latencyFields: [NumberField] = [
        .sample(MetricName(.timeToFirstByte), \.timeToFirstByte),
        .sample(MetricName(.timeToFirstToken), \.timeToFirstToken),
        .sample(MetricName(.timeToFirstTokenScheduled), \.timeToFirstTokenScheduled),
        .sample(MetricName(.timeToFirstAnswer), \.timeToFirstAnswer),
        .sample(.thinkingTime, \.thinkingTime),
        .sample(.timeToToolCall, \.timeToToolCall),
        .sample(.timeToToolArguments, \.timeToToolArguments),
        .sample(.toolCallHeld, \.toolCallHeld),
        .sample(MetricName(.firstGap), \.firstGap),
        .sample(MetricName(.maxGap), \.maxGap),
        .sample(MetricName(.endToEnd), \.endToEnd),
        .sample(MetricName(.endToEndScheduled), \.endToEndScheduled),
        .sample(MetricName(.close), \.close),
    ]

    private static let gapFields: [NumberField] = [
        .sample(MetricName(.interChunkLatency), \.interChunkLatency),
        .single(.stallLimit, .value, \.stallLimit),
        .share(.stall, \.stalls),
        .single(.stall, .total, \.stalledTime),
        .sample(MetricName(.interTokenLatency), \.interTokenLatency),
        .sample(.smoothBuffer, \.smoothBuffer),
    ]

    private static let displayFields: [NumberField] =
        [.sample(.smoothStart, \.smoothStart)]
        + DisplayTrace.delays.map { .share(.fluidity(after: $0), \.fluidity[$0]) }
        + [
            .single(.displayStalls, .mean, \.displayStalls),
            .single(.displayStalled, .mean, \.displayStalled),
        ]

    private static let connectFields: [NumberField] = [
        .sample(MetricName(Metric.connect), \.connect),
        .sample(.connectResolve, \.connectResolve),
        .sample(.connectTCP, \.connectTCP),
        .sample(.connectTLS, \.connectTLS),
    ]

    private static let speedFields: [NumberField] = [
        .sample(MetricName(.timePerOutputToken), \.timePerOutputToken),
        .sample(.outputSpeed, \.outputSpeed),
        .sample(.endToEndSpeed, \.endToEndSpeed),
        .sample(.reasoningSpeed, \.reasoningSpeed),
    ]

    private static let rateFields: [NumberField] = [
        .single(.tokenThroughput, .rate, \.tokenThroughput),
        .single(.eventThroughput, .rate, \.eventThroughput),
        .single(.requestThroughput, .rate, \.requestThroughput),
        .share(.goodput, \.goodput),
        .single(.goodput, .rate, \.goodputRate),
    ]

    private static let outcomeFields: [NumberField] = Outcome.allCases.map {
        .share(MetricName($0), \.outcomes[$0])
    }

    private static let eventFields: [NumberField] = [
        .sample(.outputEvents, \.outputEvents),
        .share(.coalesced, \.coalesced),
        .share(.unstampedReads, \.unstampedReads),
        .single(.keepAlives, .total, \.keepAlives),
        .single(.brokenEvents, .total, \.brokenEvents),
        .single(.toolCalls, .total, \.toolCalls),
        .share(.brokenToolCalls, \.brokenToolCalls),
    ]

    private static let tokenFields: [NumberField] =
        TokenSource.allCases.map { .share(MetricName($0), \.tokenSources[$0]) }
        + [
            .sample(.outputTokens, \.outputTokens),
            .sample(.promptTokens, \.promptTokens),
            .sample(.reasoningTokens, \.reasoningTokens),
            .sample(.cachedTokens, \.cachedTokens),
            .share(.hiddenReasoning, \.hiddenReasoning),
            .single(.bodyBytesPerToken, .mean, \.bodyBytesPerToken),
            .single(.headBytesPerToken, .mean, \.headBytesPerToken),
            .single(.bodyBytesPerEvent, .mean, \.bodyBytesPerEvent),
        ]

    private static let wireFields: [NumberField] = [
        .single(.jsonOverheadPerToken, .mean, \.jsonOverheadPerToken),
        .single(.framingBytesPerToken, .mean, \.framingBytesPerToken),
        .single(.wireBytesPerToken, .mean, \.wireBytesPerToken),
        .single(.wireSegmentsPerToken, .mean, \.wireSegmentsPerToken),
        .single(.compressionRatio, .mean, \.compressionRatio),
    ]

    private static let certaintyFields: [NumberField] = [
        .share(.firstTokenUncertain, \.firstTokenUncertain),
        .sample(.timeToFirstTokenLeast, \.timeToFirstTokenLeast),
        .share(MetricName(.uncertainGap), \.gapsUncertain),
        .sample(.interChunkShortest, \.interChunkShortest),
        .sample(.interChunkLongest, \.interChunkLongest),
        .sample(.maxGapLeast, \.maxGapLeast),
        .sample(.maxGapMost, \.maxGapMost),
        .sample(MetricName(.lateness), \.lateness),
    ]

    private static let workFields: [NumberField] = [
        .share(.unexpectedAnswers, \.unexpectedAnswers), .sample(.upload, \.upload),
    ]

    private static let wayFields: [NumberField] = [
        .sample(.roundTrip, \.roundTrip),
        .share(.outOfOrder, \.outOfOrder),
        .share(.holes, \.holes),
        .share(.maxGapsHeldBack, \.maxGapsHeldBack),
        .single(.resentSegments, .total, \.resentSegments),
        .sample(.firstTokenWithoutWay, \.firstTokenWithoutWay),
        .share(.heldBackReads, \.heldBackReads),
    ]

    private static let clientFields: [NumberField] = [
        .sample(MetricName(.readDelay), \.readDelay),
        .sample(MetricName(.stampError), \.stampError),
        .sample(MetricName(.requestDelivery), \.requestDelivery),
        .sample(.startLag, \.startLag),
        .sample(MetricName(.scheduleLag), \.scheduleLag),
    ]
}
