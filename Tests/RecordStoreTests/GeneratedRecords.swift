import RunModel

/// Seeded records: every field takes every kind of value, and every optional one is absent at times.
struct GeneratedRecords {
    private var state: UInt64

    /// Stands in the place of every number, of the nanoseconds of every span and of every instant.
    private let extreme: Int?

    init(seed: UInt64, extreme: Int? = nil) {
        state = seed
        self.extreme = extreme
    }

    private mutating func next(below limit: UInt64) -> UInt64 {
        // Knuth's MMIX generator; its high bits are good enough for test data.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 20) % limit
    }

    private mutating func number(_ limit: UInt64 = 1_000_000) -> Int {
        let drawn = Int(next(below: limit))
        return extreme ?? drawn
    }

    private mutating func maybe<Value>(_ make: (inout Self) -> Value) -> Value? {
        next(below: 3) == 0 ? nil : make(&self)
    }

    private mutating func one<Value>(of values: [Value]) -> Value {
        values[Int(next(below: UInt64(values.count)))]
    }

    /// Up to a day after instant `origin`.
    private mutating func instant(_ origin: MonotonicInstant) -> MonotonicInstant {
        let drawn = origin + .nanoseconds(Int64(next(below: 86_400_000_000_000)))
        return extreme.map { MonotonicInstant(nanoseconds: Int64($0)) } ?? drawn
    }

    private mutating func span() -> Duration { .nanoseconds(number(60_000_000_000)) }

    mutating func request(_ number: Int, origin: MonotonicInstant) -> RequestRecord {
        var request = RequestRecord(
            request: number, round: self.number(9), phase: one(of: Phase.allCases),
            mode: one(of: ResponseMode.allCases), worker: self.number(64))
        request.attempt = self.number(9)
        request.resends = self.number(9)
        request.follows = maybe { $0.number() }
        request.maxTokens = maybe { $0.number() }
        request.maxGapLeast = maybe { $0.span() }
        request.maxGapMost = maybe { $0.span() }
        request.pair = number % 2 == 0 ? nil : number - 1
        request.connection = maybe { $0.one(of: ConnectionKind.allCases) }
        request.instants = instants(origin)
        request.connectPhases.resolve = maybe { $0.span() }
        request.connectPhases.connect = maybe { $0.span() }
        request.connectPhases.tls = maybe { $0.span() }
        request.outcome = one(of: Outcome.allCases)
        request.status = maybe { $0.one(of: [200, 429, 503]) }
        request.finishReason = maybe {
            $0.one(of: [.stop, .contentFilter, FinishReason(rawValue: "eos, x\n")])
        }
        request.events = events()
        request.tokens = tokens()
        request.calls = calls()
        request.bytes.request = self.number()
        request.bytes.head = self.number()
        request.bytes.body = self.number()
        request.bytes.output = self.number()
        request.bytes.encodedBody = maybe { $0.number() }
        request.bytes.wire = maybe {
            WireBytes(
                sent: $0.number(), received: $0.number(), segmentsSent: $0.number(),
                segmentsReceived: $0.number())
        }
        request.target = self.number(3)
        request.way.outOfOrderSegments = maybe { $0.number() }
        request.way.resentSegments = maybe { $0.number() }
        request.way.roundTrip = maybe { $0.span() }
        request.way.leastRoundTrip = maybe { $0.span() }
        request.maxGap = maybe { $0.span() }
        request.maxGapEvent = maybe { $0.number() }
        request.maxReadDelay = maybe { $0.span() }
        request.limits.retryAfter = maybe { $0.span() }
        request.limits.requests = budget()
        request.limits.tokens = budget()
        request.groundTruth = truth(origin)
        request.message = maybe { $0.one(of: Self.messages) }
        return request
    }

    private mutating func budget() -> LimitHeaders.Budget {
        var budget = LimitHeaders.Budget()
        budget.limit = maybe { $0.number() }
        budget.remaining = maybe { $0.number() }
        budget.reset = maybe { $0.span() }
        return budget
    }

    mutating func chunk(_ request: Int, _ index: Int32, origin: MonotonicInstant) -> ChunkRecord {
        var chunk = ChunkRecord(
            request: request, index: index, arrived: instant(origin), read: instant(origin),
            bytes: Int32(number()), eventsInRead: Int32(number(9)),
            kind: one(of: OutputKind.allCases), sent: maybe { $0.instant(origin) })
        chunk.earliest = maybe { $0.instant(origin) }
        return chunk
    }

    /// Without control characters, which do not survive by design.
    static let messages = [
        "", "plain", "a, b", "say \"no\"", "\"", "=1+1", "+1", "-1", "@sum", "'quoted'", "'=1", " ",
        "größer als 3 🌊", "back\\slash", ",,,", "trailing ", "true", "12",
    ]

    private mutating func instants(_ origin: MonotonicInstant) -> RequestInstants {
        var instants = RequestInstants()
        instants.scheduled = instant(origin)
        instants.started = maybe { $0.instant(origin) }
        instants.sent = maybe { $0.instant(origin) }
        instants.head = maybe { $0.instant(origin) }
        instants.firstOutput = maybe { $0.instant(origin) }
        instants.firstOutputEarliest = maybe { $0.instant(origin) }
        instants.firstAnswer = maybe { $0.instant(origin) }
        instants.firstCall = maybe { $0.instant(origin) }
        instants.lastCall = maybe { $0.instant(origin) }
        instants.secondOutput = maybe { $0.instant(origin) }
        instants.lastOutput = maybe { $0.instant(origin) }
        instants.usage = maybe { $0.instant(origin) }
        instants.closed = maybe { $0.instant(origin) }
        return instants
    }

    private mutating func events() -> EventCounts {
        var events = EventCounts()
        events.output = number()
        events.all = number()
        events.keepAlives = number()
        events.broken = number()
        events.coalesced = number()
        events.reads = number()
        events.unstampedReads = number()
        events.uncertain = number()
        events.heldBackReads = number()
        events.isDone = one(of: [true, false])
        return events
    }

    private mutating func calls() -> CallCounts {
        var calls = CallCounts()
        calls.all = maybe { $0.number() }
        calls.broken = maybe { $0.number() }
        calls.held = maybe { $0.span() }
        calls.heldEvents = (0..<next(below: 3)).map { _ in number() }
        return calls
    }

    private mutating func tokens() -> TokenCounts {
        var tokens = TokenCounts()
        tokens.source = one(of: TokenSource.allCases)
        tokens.prompt = maybe { $0.number() }
        tokens.output = maybe { $0.number() }
        tokens.reasoning = maybe { $0.number() }
        tokens.cached = maybe { $0.number() }
        tokens.first = maybe { $0.number(20) }
        return tokens
    }

    /// Nil where neither instant is known: an empty ground truth is not told from none.
    private mutating func truth(_ origin: MonotonicInstant) -> GroundTruth? {
        var truth = GroundTruth()
        truth.received = maybe { $0.instant(origin) }
        truth.firstOutputSent = maybe { $0.instant(origin) }
        return truth == GroundTruth() ? nil : truth
    }
}
