internal import RunModel
internal import Statistics

/// A limits run's record as its judges look at it.
struct LimitsRecord {
    let manifest: RunManifest
    private(set) var plan: LimitsPlan
    /// The plan as it was stated, where `plan` is that of a span of its window.
    private(set) var wholePlan: LimitsPlan?
    /// In the order of their numbers, which is that of their starts.
    let requests: [RequestRecord]
    /// Those that were to use up tokens, which are apart from all others.
    let tokenRequests: [RequestRecord]
    /// Those that were to tell whose a limit is, other callers' among them.
    let scopeRequests: [RequestRecord]
    let chunks: LimitsChunks
    let crowd: Crowd
    /// Answers of the target alone, and the longest times to a first output and to a head in them, nil without such an
    /// answer. Asked for with each request, and so kept.
    let baseline: [RequestRecord]
    let longestFirstOutput: Duration?
    let longestHead: Duration?
    /// Whether the target refuses by closing connections without an answer.
    let closesOnRefusal: Bool
    /// The longest time after which a stream began late although none had ended meanwhile; zero without one.
    /// Servers that admit streams in batches have it.
    private(set) var admission = Duration.zero
    /// Refusals for a quota that is used up, and what came after the first of them: no part of `requests`.
    private(set) var afterQuota: [RequestRecord] = []
    /// The round whose slots were still being filled when the run was cut short; nil where none were.
    private(set) var unfinishedRound: Int?

    init(_ manifest: RunManifest, _ requests: [RequestRecord], _ chunks: LimitsChunks) {
        self.manifest = manifest
        plan = manifest.plan.limits ?? LimitsPlan()
        // One that an interrupt cut off was let in if output came; if not, nobody knows.
        let known = requests.filter { request in
            let isUnknown = request.outcome == .cut && request.instants.firstOutput == nil
            return request.phase == .measured && !isUnknown
        }.sorted { $0.request < $1.request }
        let quota = QuotaEnd(known)
        let counted = known.filter { !quota.requests.contains($0.request) }
        self.requests = counted.filter {
            $0.probe?.isOfTokens != true && $0.probe?.isOfScope != true
        }
        scopeRequests = counted.filter { $0.probe?.isOfScope == true }
        tokenRequests = counted.filter { $0.probe?.isOfTokens == true }
        afterQuota = known.filter { quota.requests.contains($0.request) }
        self.chunks = chunks
        crowd = Crowd(self.requests)
        baseline = self.requests.filter { $0.probe == .baseline && $0.reception == .accepted }
        longestFirstOutput = Self.longest(baseline) { $0.firstOutput }
        longestHead = Self.longest(baseline) { $0.head }
        closesOnRefusal = Self.closesOnRefusal(known)
        admission = self.requests.compactMap(admissionDelay).max() ?? .zero
        unfinishedRound = roundCutOff(requests.filter { $0.phase == .measured })
    }

    /// All requests, in the order of their numbers.
    var allRequests: [RequestRecord] {
        (requests + tokenRequests + scopeRequests + afterQuota).sorted { $0.request < $1.request }
    }

    /// The record as its requests are counted: in the span that was found, with the stated number's share of it.
    func counted(in window: RequestWindow?) -> LimitsRecord {
        guard let window, window.statedSeconds != nil else { return self }
        var record = self
        record.wholePlan = plan
        record.plan.window = TimeSpan(.seconds(window.lengthSeconds)).rounded
        record.plan.statedRequests = plan.statedRequests.map {
            Int((Double($0) / window.partsOfStated).rounded())
        }
        return record
    }

    /// A round is filled when as many as it takes were turned away in it, when all that are tried were let in, or
    /// when something was sent that comes after it.
    private func roundCutOff(_ all: [RequestRecord]) -> Int? {
        let opened = all.filter { $0.probe?.isOfFilling == true }
        guard cutShort != nil, !isTorn, let round = opened.map(\.round).max(),
            opened.contains(where: { $0.round == round && $0.outcome == .cut })
        else { return nil }
        let isFollowed = all.contains {
            guard let probe = $0.probe else { return false }
            let isFilling = probe == .baseline || probe.isOfFilling
            return probe.isOfWindow || !isFilling && $0.round == round
        }
        let turnedAway = opened.count {
            $0.round == round && (isTurnedAway($0) || isKeptWaiting($0))
        }
        let isFilled =
            turnedAway >= plan.attemptsBeyond || mostOpen(inRound: round) >= plan.highestGoal
        return isFollowed || isFilled ? nil : round
    }

    /// Most streams with output under way at the same time. Baselines are of round 0 too, but never more than one
    /// at a time.
    func mostOpen(inRound round: Int) -> Int {
        requests.filter { $0.round == round && $0.mode == .streaming }
            .compactMap(\.instants.firstOutput).map(crowd.open).max() ?? 0
    }

    /// The same of those streams alone that were sent for one thing.
    func mostOpen(inRound round: Int, of probe: ProbeStep) -> Int {
        requests.filter { $0.round == round && $0.probe == probe }
            .compactMap(\.instants.firstOutput).map(crowd.open).max() ?? 0
    }

    private func admissionDelay(_ request: RequestRecord) -> Duration? {
        guard request.probe?.isOfFilling == true, isKeptWaiting(request),
            let sent = request.instants.sent, let first = request.instants.firstOutput,
            !crowd.hasEnd(after: sent, before: first)
        else { return nil }
        return first - sent
    }

    /// One closed connection is a fault; where nothing else is ever refused and several come in a row, they
    /// are refusals.
    private static func closesOnRefusal(_ requests: [RequestRecord]) -> Bool {
        var run = 0
        var longest = 0
        for request in requests {
            switch request.reception {
            case .refused: return false
            case .noAnswer: run += 1
            case .accepted, .failed: run = 0
            }
            longest = max(longest, run)
        }
        return longest >= 3
    }

    /// Why the run holds less than was planned; nil where it came to its end.
    var cutShort: String? {
        guard afterQuota.isEmpty else { return "the key's quota was used up" }
        return switch manifest.ending {
        case .completed: nil
        case .endedEarly: "the run ended early"
        case .interrupted: "the run was interrupted"
        case .unfinished, .recordFailed: "the run broke off"
        }
    }

    /// Why there is nothing to judge: the run ended before, or the target let nobody in; nil where neither is
    /// so.
    var nothingToJudge: String? {
        cutShort ?? (baseline.isEmpty ? "none of the first requests was let in" : nil)
    }

    /// Whether streams may have been under way that no row tells of: rows come with the end.
    var isTorn: Bool { manifest.ending == .unfinished || manifest.ending == .recordFailed }

    func isTurnedAway(_ request: RequestRecord) -> Bool {
        switch request.reception {
        case .refused: true
        case .noAnswer: closesOnRefusal
        case .accepted, .failed: false
        }
    }

    // MARK: The target alone

    /// The longest time from *sent* to what `moment` takes of a stream.
    private static func longest(
        _ baseline: [RequestRecord], to moment: (RequestInstants) -> MonotonicInstant?
    ) -> Duration? {
        baseline.filter { $0.mode == .streaming }.compactMap { request in
            request.instants.sent.flatMap { sent in moment(request.instants).map { $0 - sent } }
        }.max()
    }

    /// How long a whole answer of so many tokens takes while nothing is limited, by the longest that was seen; nil
    /// without such an answer.
    func usualWhole(of request: RequestRecord) -> Duration? {
        let whole = baseline.filter { $0.mode == .nonStreaming }.compactMap { answer in
            answer.instants.sent.flatMap { sent in
                answer.instants.closed.map { (length: $0 - sent, tokens: answer.maxTokens) }
            }
        }.max { $0.length < $1.length }
        guard let whole else { return nil }
        guard let gap = tokenGap, let first = longestFirstOutput, let asked = request.maxTokens,
            let tokens = whole.tokens, asked < tokens
        else { return whole.length }
        return whole.length * ((first + gap * asked) / (first + gap * tokens))
    }

    /// The time from one token to the next while nothing was limited, the median of the baseline's.
    var tokenGap: Duration? {
        let gaps = baseline.compactMap { request -> Double? in
            let tokens = max(request.tokens.output ?? 0, request.events.output)
            guard request.mode == .streaming, tokens > 1, let last = request.instants.lastOutput,
                let first = request.instants.firstOutput
            else { return nil }
            return (last - first).milliseconds / Double(tokens - 1)
        }
        return Self.median(gaps).map { .milliseconds($0) }
    }

    /// How long an answer may be silent before it counts as kept waiting.
    var patience: Duration? {
        longestFirstOutput.map { ProbePatience.limit(firstOutput: $0, admission: admission) }
    }

    /// Streams that were let in late: they waited for something.
    func isKeptWaiting(_ request: RequestRecord) -> Bool {
        guard let patience, let sent = request.instants.sent, request.mode == .streaming
        else { return false }
        if let first = request.instants.firstOutput { return first - sent > patience }
        guard request.outcome == .cancelled, let closed = request.instants.closed
        else { return false }
        return closed - sent >= patience
    }

    static func median(_ values: [Double]) -> Double? {
        SortedSample(values).quantile(0.5)
    }
}

/// How many streams were under way at any time: from the first output to the end.
struct Crowd {
    private var starts: [MonotonicInstant] = []
    private var ends: [MonotonicInstant] = []
    /// From the request to the end: those that may have held a slot already.
    private var earliestStarts: [MonotonicInstant] = []

    init(_ requests: [RequestRecord]) {
        for request in requests where request.mode == .streaming {
            guard let first = request.instants.firstOutput, let end = request.instants.closed,
                let sent = request.instants.sent
            else { continue }
            starts.append(first)
            ends.append(end)
            earliestStarts.append(sent)
        }
        starts.sort()
        ends.sort()
        earliestStarts.sort()
    }

    /// Streams under way at `instant`.
    func open(at instant: MonotonicInstant) -> Int {
        Self.count(starts, through: instant) - Self.count(ends, through: instant)
    }

    /// Streams under way throughout `range`; nil where their number changed meanwhile, or where it is not
    /// known because one that was let in later had been asked for already.
    func open(throughout range: ClosedRange<MonotonicInstant>) -> Int? {
        let before = Self.count(starts, through: range.lowerBound)
        let asked = Self.count(earliestStarts, before: range.upperBound)
        let gone = Self.count(ends, through: range.lowerBound)
        guard before == asked, gone == Self.count(ends, before: range.upperBound) else {
            return nil
        }
        return before - gone
    }

    /// Whether any stream ended in the range, its ends left out.
    func hasEnd(after low: MonotonicInstant, before high: MonotonicInstant) -> Bool {
        Self.count(ends, before: high) > Self.count(ends, through: low)
    }

    private static func count(
        _ instants: [MonotonicInstant], before instant: MonotonicInstant
    ) -> Int {
        count(instants, through: MonotonicInstant(nanoseconds: instant.nanoseconds - 1))
    }

    /// How many of the sorted instants are not after `instant`.
    private static func count(
        _ instants: [MonotonicInstant], through instant: MonotonicInstant
    ) -> Int {
        var low = 0
        var high = instants.count
        while low < high {
            let middle = (low + high) / 2
            if instants[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
