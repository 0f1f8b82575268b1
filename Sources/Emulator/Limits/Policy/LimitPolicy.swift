internal import RunModel

/// What one caller may do, as a rule one key, and what happens when it does more. All of it is off unless set.
package struct LimitPolicy: Equatable, Sendable {
    /// What has these limits together.
    package var scope = LimitScope.key
    package var streams = StreamLimit()
    package var requests = RequestLimit()
    package var tokens = TokenLimit()
    package var day = DayLimit()
    package var quota = QuotaLimit()
    package var window = WindowShape()
    /// Further limits of requests that hold beside the one above.
    package var layers: [RateLayer] = []
    package var headers = LimitHeaderPolicy()
    package var others = OtherTraffic()
    /// What a refused request is answered with.
    package var errorShape = RefusalShape.json429
    /// How many requests may wait, for a slot and for the budget each; further ones are refused.
    package var queueLength = 100

    package init() {}

    /// So many requests a minute, and so many streams at once.
    package init(requestsPerMinute: Int, streams: Int) {
        requests.limit = requestsPerMinute
        self.streams.limit = streams
    }
}

/// How many streams may be open at once.
package struct StreamLimit: Equatable, Sendable {
    package enum Excess: String, Codable, CaseIterable, Sendable {
        case reject
        /// Let in when a slot gets free.
        case queue
        /// Let in, and the gaps of all streams of the key grow by slots used over slots there are.
        case slow
    }

    /// When the head of a stream that waits for its slot is sent.
    package enum QueuedHead: String, Codable, CaseIterable, Sendable {
        case atOnce = "at_once"
        case withSlot = "with_slot"
    }

    package var limit: Int?
    /// What is enforced beyond what is stated; may be negative.
    package var offset = 0
    /// Whether answers in one JSON body take a slot too.
    package var countsWholeAnswers = false
    package var excess = Excess.reject
    package var queuedHead = QueuedHead.withSlot
    package var releaseOnEnd = SlotRelease.atOnce
    package var releaseOnCancel = SlotRelease.atOnce
    package var releaseOnCut = SlotRelease.atOnce
    package var irregular = StreamIrregularity()

    /// What is enforced.
    var enforced: Int? { limit.map { max($0 + offset, 0) } }

    func release(on cause: ReleaseCause) -> SlotRelease {
        switch cause {
        case .end: releaseOnEnd
        case .cancel: releaseOnCancel
        case .cut: releaseOnCut
        }
    }
}

/// How many requests may be made in a window.
package struct RequestLimit: Equatable, Sendable {
    package enum Excess: String, Codable, CaseIterable, Sendable {
        case reject
        /// Let in when the budget allows.
        case delay
    }

    /// What requests for answers in one JSON body are counted against.
    package enum WholeAnswers: String, Codable, CaseIterable, Sendable {
        /// The budget of the streams.
        case shared
        /// A budget of the same size of their own.
        case separate
        /// Nothing.
        case free
    }

    package var limit: Int?
    /// What is enforced beyond what is stated; may be negative.
    package var offset = 0
    package var excess = Excess.reject
    package var wholeAnswers = WholeAnswers.shared
    /// Whether refused requests use up the window too.
    package var countsRejected = false

    var enforced: Int? { limit.map { max($0 + offset, 0) } }
}

/// How many tokens may be used in a window.
package struct TokenLimit: Equatable, Sendable {
    package enum Cost: String, Codable, CaseIterable, Sendable {
        /// The prompt's and `max_tokens`, when the request is let in; without `max_tokens` the prompt's
        /// alone.
        case promptAndMax = "prompt_and_max"
        /// The same, and what was not used of `max_tokens` is given back when the answer is over.
        case promptAndMaxCorrected = "prompt_and_max_corrected"
        /// The prompt's when the request is let in, and those that were sent when the answer is over.
        case generated
        /// All when the answer is over; a request is let in as long as anything is left.
        case use
        /// The prompt's alone, when the request is let in.
        case promptOnly = "prompt_only"
        /// Those that were sent alone, when the answer is over; let in as long as anything is left.
        case outputOnly = "output_only"
        /// One for each request, whatever its tokens are: a mistake that gateways were seen to make.
        case request
    }

    package var limit: Int?
    package var offset = 0
    /// Budgets of their own for prompts and for output.
    package var inputLimit: Int?
    package var outputLimit: Int?
    package var cost = Cost.promptAndMax
    /// Whether refused requests are charged too, with what they would have been charged when let in.
    package var countsRefused = false
    /// Whether a prompt that was let in before costs nothing.
    package var isCachedFree = false
}

/// How requests and tokens are counted over time.
package struct WindowShape: Equatable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case fixed
        case sliding
        case bucket
        /// As `fixed`, but each window begins with the first request after the one before.
        case fixedFromFirst = "fixed_from_first"
        /// An estimate of a sliding window from two fixed ones.
        case slidingCounter = "sliding_counter"
        /// Counts anew only after a pause of the length in which no request came, not even one that was refused.
        case untilQuiet = "until_quiet"

        /// Those of most servers.
        package static let usual: [Kind] = [.fixed, .sliding, .bucket]
    }

    /// From where the edges of fixed windows count.
    package enum Anchor: String, Codable, CaseIterable, Sendable {
        case serverStart = "server_start"
        /// Whole multiples of the length of UTC: with a minute's length, the clock's minutes.
        case wallClock = "wall_clock"
    }

    package var kind = Kind.fixed
    package var length = Duration.seconds(60)
    package var anchor = Anchor.serverStart
    /// What a bucket of requests holds; nil: as much as comes in a window.
    package var bucketCapacity: Int?

    /// A budget of `limit` in this shape. `offset` of it is what is not stated; a bucket of a given
    /// capacity has it on top of that, and is filled without it.
    func budget(
        _ limit: Int, offset: Int = 0, capacity: Int? = nil, anchor: MonotonicInstant,
        start: MonotonicInstant
    ) -> any BudgetWindow {
        switch kind {
        case .fixed: FixedWindow(limit: limit, length: length, anchor: anchor)
        case .sliding: SlidingWindow(limit: limit, length: length)
        case .fixedFromFirst: OpenedWindow(limit: limit, length: length, isProlonged: false)
        case .untilQuiet: OpenedWindow(limit: limit, length: length, isProlonged: true)
        case .slidingCounter: SlidingCounter(limit: limit, length: length, anchor: anchor)
        case .bucket:
            if let capacity {
                TokenBucket(
                    capacity: max(capacity + offset, 0), refill: max(limit - offset, 1),
                    length: length, start: start)
            } else {
                TokenBucket(
                    capacity: limit, refill: max(limit, 1), length: length, start: start)
            }
        }
    }
}

/// What somebody else does with the same key, all the time.
package struct OtherTraffic: Equatable, Sendable {
    /// Slots in use.
    package var streams = 0
    /// Requests at even intervals, let in like any other. 0: none.
    package var requestsPerSecond = 0.0
}

/// How a client learns that it is over a limit.
package enum RefusalShape: String, Codable, CaseIterable, Sendable {
    case json429 = "json_429"
    case json503 = "json_503"
    /// 200 and a stream that holds an error event alone.
    case errorEvent = "error_event"
    /// The connection closes without an answer.
    case close
}

/// What responses say about the limits, and how far from the truth.
package struct LimitHeaderPolicy: Equatable, Sendable {
    package enum Truth: String, Codable, CaseIterable, Sendable {
        case none
        case honest
        /// As the keys below say.
        case lying
    }

    package enum RetryAfterForm: String, Codable, CaseIterable, Sendable {
        case none
        case seconds
        case date
        /// `retry-after-ms` alone.
        case milliseconds
        /// `Retry-After` in seconds, and `retry-after-ms`.
        case both
    }

    /// By which names a day's budget is told.
    package enum DayFields: String, Codable, CaseIterable, Sendable {
        /// `x-ratelimit-limit-requests-day`.
        case own
        /// `x-ratelimit-limit-requests`, in the place of the window's, as Groq does.
        case plain
        case none
    }

    /// What `remaining` says instead of what remains.
    package enum RemainingLie: Equatable, Sendable {
        /// Always the whole limit.
        case stuck
        /// So many more than there are.
        case more(Int)
        /// As it was before the request itself.
        case lagging
    }

    package var truth = Truth.honest
    package var retryAfter = RetryAfterForm.seconds
    package var retryAfterFactor = 1.0
    package var dayFields = DayFields.own
    /// In the body; nil: in words, where the head names one too.
    package var bodyWait: BodyWait?
    /// Told over true, of the body's wait alone.
    package var bodyWaitFactor: Double?
    package var remainingLie: RemainingLie?
    /// What the limit's own header says instead of the limit.
    package var statedRequests: Int?
    package var statedTokens: Int?
}
