internal import RunModel

extension LimitPolicy {
    /// The keys of a tier in a profile, and of `serve --limit`; docs/emulator.md says what they mean.
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case scope
        case streams
        case streamsOffset = "streams_offset"
        case wholeCounts = "whole_counts"
        case overStreams = "over_streams"
        case queueLength = "queue_length"
        case queuedHead = "queued_head"
        case releaseEnd = "release_end"
        case releaseCancel = "release_cancel"
        case releaseCut = "release_cut"
        case refusalDelay = "refusal_delay_ms"
        case killAfter = "kill_after_ms"
        case fleet
        case tokensInFlight = "tokens_in_flight"
        case countLag = "count_lag_ms"
        case starts
        case startSpan = "starts_ms"
        case streamsLater = "streams_later"
        case streamsLaterAfter = "streams_later_ms"
        case requests
        case requestsOffset = "requests_offset"
        case overRequests = "over_requests"
        case wholeBudget = "whole_budget"
        case countRejected = "count_rejected"
        case tokens
        case tokensOffset = "tokens_offset"
        case inputTokens = "input_tokens"
        case outputTokens = "output_tokens"
        case tokenCost = "token_cost"
        case countRefusedTokens = "count_refused_tokens"
        case cachedFree = "cached_free"
        case dayRequests = "day_requests"
        case dayWindow = "day_window"
        case dayHeaders = "day_headers"
        case quotaRequests = "quota_requests"
        case quotaStatus = "quota_status"
        case window
        case windowLength = "window_ms"
        case anchor
        case layers
        case bucketCapacity = "bucket_capacity"
        case headers
        case retryAfter = "retry_after"
        case retryAfterFactor = "retry_after_factor"
        case bodyWait = "body_wait"
        case bodyWaitFactor = "body_wait_factor"
        case remaining
        case statedRequests = "stated_requests"
        case statedTokens = "stated_tokens"
        case errorShape = "error_shape"
        case otherStreams = "other_streams"
        case otherRequestsPerSecond = "other_requests_per_second"
    }

    /// This policy with the keys of a mapping applied.
    ///
    /// - Throws: `DecodingError`, also for keys that do not exist and for lies of honest headers.
    package mutating func apply(_ decoder: any Decoder) throws {
        try decoder.rejectKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try container.set(&scope, .scope)
        try streams.apply(container)
        try streams.irregular.apply(container)
        try requests.apply(container)
        try tokens.apply(container)
        try day.apply(container)
        try quota.apply(container)
        try window.apply(container)
        layers = try container.decodeLayers() ?? layers
        try headers.apply(container)
        try container.set(&errorShape, .errorShape)
        queueLength =
            try container.decodeCount(.queueLength, within: 0...1_000_000) ?? queueLength
        others.streams = try container.decodeCount(.otherStreams) ?? others.streams
        others.requestsPerSecond =
            try container.decodeNumber(.otherRequestsPerSecond, within: 0...1000)
            ?? others.requestsPerSecond
    }
}

private typealias Container = KeyedDecodingContainer<LimitPolicy.CodingKeys>

extension StreamLimit {
    fileprivate mutating func apply(_ container: Container) throws {
        limit = try container.decodeLimit(.streams, or: limit)
        offset =
            try container.decodeCount(.streamsOffset, within: LimitPolicy.offsetRange) ?? offset
        countsWholeAnswers =
            try container.decodeIfPresent(Bool.self, forKey: .wholeCounts) ?? countsWholeAnswers
        try container.set(&excess, .overStreams)
        try container.set(&queuedHead, .queuedHead)
        releaseOnEnd = try container.decodeRelease(.releaseEnd) ?? releaseOnEnd
        releaseOnCancel = try container.decodeRelease(.releaseCancel) ?? releaseOnCancel
        releaseOnCut = try container.decodeRelease(.releaseCut) ?? releaseOnCut
        guard releaseOnEnd != .atNaturalEnd else {
            throw container.invalid(.releaseEnd, "an end is the natural one already")
        }
    }
}

extension StreamIrregularity {
    fileprivate mutating func apply(_ container: Container) throws {
        if let text = try container.decodeIfPresent(WrittenValue.self, forKey: .refusalDelay)?.text
        {
            if text == "never" {
                refusalDelay = .never
            } else {
                guard let delay = Duration(milliseconds: text) else {
                    throw container.invalid(
                        .refusalDelay, "write never or a number of milliseconds")
                }
                refusalDelay = .after(delay)
            }
        }
        killAfter = try container.decodeInterval(.killAfter) ?? killAfter
        fleet = try container.decodeCount(.fleet, within: 1...1000) ?? fleet
        tokensInFlight =
            try container.decodeCount(.tokensInFlight, within: LimitPolicy.limitRange)
            ?? tokensInFlight
        countLag = try container.decodeInterval(.countLag) ?? countLag
        starts = try container.decodeCount(.starts, within: LimitPolicy.limitRange) ?? starts
        startSpan = try container.decodeInterval(.startSpan) ?? startSpan
        laterLimit =
            try container.decodeCount(.streamsLater, within: LimitPolicy.limitRange) ?? laterLimit
        laterAfter = try container.decodeInterval(.streamsLaterAfter) ?? laterAfter
    }
}

extension RequestLimit {
    fileprivate mutating func apply(_ container: Container) throws {
        limit = try container.decodeLimit(.requests, or: limit)
        offset =
            try container.decodeCount(.requestsOffset, within: LimitPolicy.offsetRange) ?? offset
        try container.set(&excess, .overRequests)
        try container.set(&wholeAnswers, .wholeBudget)
        countsRejected =
            try container.decodeIfPresent(Bool.self, forKey: .countRejected) ?? countsRejected
    }
}

extension TokenLimit {
    fileprivate mutating func apply(_ container: Container) throws {
        limit = try container.decodeLimit(.tokens, or: limit)
        offset = try container.decodeCount(.tokensOffset, within: LimitPolicy.offsetRange) ?? offset
        inputLimit = try container.decodeLimit(.inputTokens, or: inputLimit)
        outputLimit = try container.decodeLimit(.outputTokens, or: outputLimit)
        try container.set(&cost, .tokenCost)
        countsRefused =
            try container.decodeIfPresent(Bool.self, forKey: .countRefusedTokens) ?? countsRefused
        isCachedFree =
            try container.decodeIfPresent(Bool.self, forKey: .cachedFree) ?? isCachedFree
    }
}

extension DayLimit {
    fileprivate mutating func apply(_ container: Container) throws {
        limit = try container.decodeLimit(.dayRequests, or: limit)
        try container.set(&kind, .dayWindow)
    }
}

extension QuotaLimit {
    fileprivate mutating func apply(_ container: Container) throws {
        requests = try container.decodeLimit(.quotaRequests, or: requests)
        guard
            let text = try container.decodeIfPresent(WrittenValue.self, forKey: .quotaStatus)?.text
        else { return }
        guard let known = Status(rawValue: text) else {
            throw container.invalid(.quotaStatus, "write 429 or 402")
        }
        status = known
    }
}

extension WindowShape {
    fileprivate mutating func apply(_ container: Container) throws {
        try container.set(&kind, .window)
        try container.set(&anchor, .anchor)
        length = try container.decodeInterval(.windowLength) ?? length
        bucketCapacity =
            try container.decodeCount(.bucketCapacity, within: LimitPolicy.limitRange)
            ?? bucketCapacity
        guard bucketCapacity == nil || kind == .bucket else {
            throw container.invalid(.bucketCapacity, "only with window bucket")
        }
    }
}

extension LimitHeaderPolicy {
    fileprivate mutating func apply(_ container: Container) throws {
        try container.set(&truth, .headers)
        try container.set(&retryAfter, .retryAfter)
        try container.set(&dayFields, .dayHeaders)
        var place = bodyWait ?? .words
        try container.set(&place, .bodyWait)
        if container.contains(.bodyWait) { bodyWait = place }
        bodyWaitFactor =
            try container.decodeNumber(.bodyWaitFactor, within: 0...1000) ?? bodyWaitFactor
        retryAfterFactor =
            try container.decodeNumber(.retryAfterFactor, within: 0...1000) ?? retryAfterFactor
        statedRequests = try container.decodeCount(.statedRequests) ?? statedRequests
        statedTokens = try container.decodeCount(.statedTokens) ?? statedTokens
        if let text = try container.decodeIfPresent(WrittenValue.self, forKey: .remaining)?.text {
            guard let lie = RemainingLie(text) else {
                throw container.invalid(
                    .remaining, "write stuck, lagging, or how many more than there are")
            }
            remainingLie = lie
        }
        let lies: [LimitPolicy.CodingKeys] = [
            .retryAfterFactor, .bodyWaitFactor, .remaining, .statedRequests, .statedTokens,
        ]
        guard truth == .lying || !lies.contains(where: container.contains) else {
            throw container.invalid(.headers, "write lying where headers are not to be true")
        }
    }
}

extension LimitHeaderPolicy.RemainingLie {
    /// Nil when `text` is neither `stuck`, `lagging` nor a whole number up to a million.
    fileprivate init?(_ text: String) {
        if text == "stuck" {
            self = .stuck
        } else if text == "lagging" {
            self = .lagging
        } else if let number = Int(text), LimitPolicy.offsetRange.contains(number) {
            self = .more(number)
        } else {
            return nil
        }
    }
}
