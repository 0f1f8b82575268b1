internal import RunModel

extension StreamShape {
    /// Fewer streams may all be of one odd kind.
    private static let fewestStreams = 5
    private static let fewestForHalves = 20
    private static let batchedFrom = 1.5
    private static let adaptiveFrom = 1.5
    /// A sign in fewer streams is chance.
    private static let leastShare = 0.1

    /// Nil where no stream was asked for.
    init?(_ record: JudgedRecord, _ numbers: RunNumbers) {
        let isRefused = record.manifest.notices.contains { $0.kind == .notAStream }
        guard isRefused || record.requests.contains(where: { $0.mode == .streaming }) else {
            return nil
        }
        let asked = record.measured.filter { $0.mode == .streaming }
        let successes = asked.filter(\.outcome.isSuccess)
        let whole = asked.count { $0.outcome == .notAStream }
        let ended = asked.count { $0.outcome.isSuccess || $0.outcome.isFailure }
        let lateness = numbers[.streaming]?.lateness.all?.p90.value.map { Int64($0 * 1e6) }
        let seen = successes.compactMap { request in
            record.chunks?.trace(of: request).map {
                ObservedStream(request, $0, lateness: lateness)
            }
        }
        kind = .cannotTell
        reason = ""
        streams = seen.count
        observations = []
        (tokensPerEventEdges, tokensPerEventCounts) = ([], [])
        describeTokens(successes.filter { ($0.shownTokens ?? 0) > 0 && $0.events.output > 0 })
        let flows = countFlows(seen)
        observe(seen, successes)
        if whole > 0 {
            observations.append(
                Observation(sign: .wholeAnswers, share: Double(whole) / Double(max(ended, 1))))
        }
        if isRefused && successes.isEmpty || whole * 2 > ended {
            kind = .notAStream
        } else if record.chunks?.hasRows != true,
            successes.contains(where: { $0.events.output > 0 })
        {
            reason = "no chunk rows were kept"
        } else if seen.count < Self.fewestStreams {
            reason = "fewer than \(Self.fewestStreams) streams with all their chunk rows"
        } else if flows.told < Self.fewestStreams {
            reason = Self.doubt(seen)
        } else {
            judge(flows)
        }
    }

    private mutating func judge(_ flows: FlowCounts) {
        if (flows.inBursts + flows.heldToEnd) * 2 > flows.told {
            kind = .buffered
        } else if let tokensPerEvent, tokensPerEvent >= Self.batchedFrom {
            kind = .batched
        } else {
            kind = .streaming
        }
    }

    /// Why most streams do not tell.
    private static func doubt(_ seen: [ObservedStream]) -> String {
        let most = ObservedStream.Doubt.allCases.max { left, right in
            seen.count { $0.doubt == left } < seen.count { $0.doubt == right }
        }
        return switch most {
        case .tooFast:
            "events came less than 0.4 ms apart, as do those that something held back"
        case .readLate:
            "this client read so late that events which came apart were read together"
        default:
            "fewer than \(fewestStreams) streams had at least \(ObservedStream.fewestEvents) output events"
        }
    }

    private mutating func countFlows(_ seen: [ObservedStream]) -> FlowCounts {
        var counts = FlowCounts()
        for stream in seen {
            switch stream.flow {
            case .oneByOne: counts.oneByOne += 1
            case .inBursts: counts.inBursts += 1
            case .heldToEnd: counts.heldToEnd += 1
            case nil: counts.untold += 1
            }
        }
        counts.tooShort = seen.count { $0.doubt == .tooShort }
        flows = counts
        let bursts = seen.filter { $0.flow == .inBursts }.map(\.bursts.typical)
        burstEvents = Self.median(bursts.compactMap(\.meanEvents))
        burstIntervalMilliseconds = Self.median(bursts.compactMap(\.meanInterval))
        return counts
    }

    /// The upper one of two.
    private static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }

    // MARK: Tokens an event

    private mutating func describeTokens(_ counted: [RequestRecord]) {
        tokensPerEvent = Self.tokensPerEvent(counted[...])
        guard let most = counted.map(\.tokensPerEvent).max() else { return }
        // By the answers' lengths; the sample is in order of requests, which breaks ties.
        let ordered = counted.enumerated().sorted {
            ($0.element.shownTokens ?? 0, $0.offset) < ($1.element.shownTokens ?? 0, $1.offset)
        }
        .map(\.element)
        let half = ordered.count / 2
        if ordered.count >= Self.fewestForHalves {
            tokensPerEventShort = Self.tokensPerEvent(ordered[..<half])
            tokensPerEventLong = Self.tokensPerEvent(ordered[half...])
        }
        tokensPerEventEdges = Self.edges(upTo: most)
        tokensPerEventCounts = [Int](repeating: 0, count: tokensPerEventEdges.count)
        for request in counted {
            let bin = tokensPerEventEdges.firstIndex { request.tokensPerEvent <= $0 }
            if let bin { tokensPerEventCounts[bin] += 1 }
        }
        if let short = tokensPerEventShort, let long = tokensPerEventLong,
            long >= Self.adaptiveFrom * short
        {
            observations.append(Observation(sign: .adaptive, share: 1, value: long))
        }
    }

    private static func tokensPerEvent(_ requests: ArraySlice<RequestRecord>) -> Double? {
        let events = requests.reduce(0) { $0 + $1.events.output }
        let tokens = requests.reduce(0) { $0 + ($1.shownTokens ?? 0) }
        return events > 0 ? Double(tokens) / Double(events) : nil
    }

    /// Around whole numbers of tokens, wider and wider.
    private static func edges(upTo most: Double) -> [Double] {
        var edges = [1.25, 1.75]
        while edges[edges.count - 1] < most {
            let last = edges[edges.count - 1]
            edges.append(
                last < 4 ? (last + 1).rounded(.down) + 0.5 : (last * 1.5).rounded(.down) + 0.5)
        }
        return edges
    }

    // MARK: Arrival

    private mutating func observe(_ seen: [ObservedStream], _ successes: [RequestRecord]) {
        let events = seen.reduce(0) { $0 + $1.events }
        let bursts = seen.reduce(0) { $0 + $1.bursts.count }
        if bursts > 0 { eventsPerBurst = Double(events) / Double(bursts) }
        add(.oneBurst, seen.count { $0.flow == .heldToEnd }, of: seen.count)
        for sign in [Sign.fixedBytes, .fixedEvents, .fixedInterval] {
            let values = seen.compactMap {
                $0.regularity?.sign == sign ? $0.regularity?.value : nil
            }
            let mean = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
            add(sign, values.count, of: seen.count, value: mean)
        }
        add(.lateHead, successes.count(where: \.hasLateHead), of: successes.count)
        let together = seen.filter { $0.flow == .inBursts || $0.flow == .heldToEnd }
        add(.compressed, together.count(where: \.isCompressed), of: together.count)
    }

    private mutating func add(_ sign: Sign, _ count: Int, of total: Int, value: Double? = nil) {
        let share = Double(count) / Double(max(total, 1))
        guard share >= Self.leastShare else { return }
        observations.append(Observation(sign: sign, share: share, value: value))
    }
}

extension RequestRecord {
    /// Whether the head came no sooner than a tenth of TTFT before the first output. Below 50 ms it says
    /// nothing: a server may well write both at once.
    fileprivate var hasLateHead: Bool {
        guard let head = timeToFirstByte, let first = timeToFirstToken,
            first > .milliseconds(50)
        else { return false }
        return head.seconds >= 0.9 * first.seconds
    }
}
