package import RunModel

/// What a limits run takes, told before it starts and, where the target turns out to be another than was assumed,
/// once more after its first answers.
package struct LimitsCost: Sendable, Equatable {
    package struct Amount: Sendable, Equatable {
        /// Refused and failed ones, and those that were sent again, among them.
        package var requests = 0
        /// Asked for with `max_tokens` and in prompts that the run makes long itself; streams are left before their end, so fewer are used.
        package var tokens = 0

        mutating func add(requests: Int, tokens: Int) {
            self.requests += requests
            self.tokens += tokens
        }

        mutating func lower(to bound: Amount) {
            requests = min(requests, bound.requests)
            tokens = min(tokens, bound.tokens)
        }
    }

    /// With a target that refuses at the stated limits and frees slots at once.
    package var about = Amount()
    /// Whatever the target does: the run ends before it passes either of them.
    package var most = Amount()
    /// About so long.
    package var time = Duration.zero
    /// The most streams at a time.
    package var streams = 1
    /// Steps that the bound on requests leaves out.
    package var isRequestsLeftOut = false
    package var isTokensLeftOut = false
    /// Whether long prompts are among the tokens.
    package var asksForPrompts = false
    /// Of `most`, what the baseline and all steps through one may take.
    private var mostThrough: [LimitsStep: Amount] = [:]

    /// A usual API: the first token after half a second, then one every 30 ms.
    private static let assumedSpeed = TargetSpeed(
        firstOutput: .milliseconds(500), gap: .milliseconds(30))

    package init(_ plan: LimitsPlan) {
        self.init(plan, nil)
    }

    /// With the target's speed as it was seen, once it is known; the bound on tokens is the lower then.
    init(_ plan: LimitsPlan, _ seen: TargetSpeed?) {
        let speed = seen ?? Self.assumedSpeed
        add(BaselinePart.requests, tokens: BaselinePart.tokens, length: .seconds(5))
        most.add(requests: BaselinePart.mostFailures, tokens: 0)
        most.tokens = most.requests * BaselinePart.tokens
        for step in LimitsStep.allCases {
            add(step, plan, speed, isSpeedKnown: seen != nil)
            bound(plan)
            mostThrough[step] = most
        }
    }

    /// What was announced as a bound stays one.
    mutating func limit(to announced: LimitsCost) {
        most.lower(to: announced.most)
        for step in LimitsStep.allCases { mostThrough[step]?.lower(to: most) }
        about.lower(to: most)
    }

    /// Holds it to so many requests in all.
    mutating func limit(toRequests requests: Int) {
        most.requests = min(most.requests, requests)
        for step in LimitsStep.allCases { mostThrough[step]?.lower(to: most) }
        about.lower(to: most)
    }

    /// What the baseline and all steps through this one may take.
    func most(through step: LimitsStep) -> Amount { mostThrough[step] ?? most }

    /// Whether it is clearly more than was announced.
    func isBeyond(_ announced: LimitsCost) -> Bool {
        about.requests > announced.about.requests
            || Double(about.tokens) > Double(announced.about.tokens) * 1.25
            || time > announced.time * 1.25 + .seconds(5)
    }

    private mutating func bound(_ plan: LimitsPlan) {
        most.lower(to: Amount(requests: plan.maxRequests, tokens: plan.maxTokens ?? .max))
        about.lower(to: most)
    }

    private mutating func add(
        _ step: LimitsStep, _ plan: LimitsPlan, _ speed: TargetSpeed, isSpeedKnown: Bool
    ) {
        switch step {
        case .streams where plan.opensStreams:
            addStreams(plan, speed, isSpeedKnown: isSpeedKnown)
        case .requests where plan.probes.contains(.requests): addRequests(plan)
        case .tokens where plan.seeksTokens: addTokens(plan)
        case .scopes: addScopes(plan, speed, isSpeedKnown: isSpeedKnown)
        case .leaks where plan.probes.contains(.leaks):
            addLeaks(plan, speed, isSpeedKnown: isSpeedKnown)
        default: break
        }
    }

    /// What is as likely as it is certain not to be passed.
    private mutating func add(_ count: Int, tokens each: Int, length: Duration) {
        about.add(requests: count, tokens: count * each)
        most.add(requests: count, tokens: count * each)
        time += length
    }

    private mutating func addStreams(
        _ plan: LimitsPlan, _ speed: TargetSpeed, isSpeedKnown: Bool
    ) {
        let height = plan.statedStreams ?? plan.maxStreams
        let climb = Climb(plan, round: 0, known: height)
        let tokens = speed.tokens(for: climb.length(speed), atMost: plan.maxStreamTokens)
        let isReleasing = plan.probes.contains(.release)
        let releases = isReleasing ? LimitsPlan.releaseRequests : 0
        let filled = (height + plan.margin) * plan.rounds
        // One round asks for more tokens.
        let longer = plan.rounds > 1 ? (height + plan.margin) * tokens / 2 : 0
        about.add(requests: filled, tokens: filled * tokens + longer)
        if plan.looksAtBursts {
            let burst = speed.tokens(for: speed.patience * 2, atMost: plan.maxStreamTokens)
            add(height + plan.margin, tokens: burst, length: speed.patience)
        }
        about.add(
            requests: releases * plan.rounds, tokens: releases * plan.rounds * tokens / 4)
        // Slots that are freed late, streams that break and limits that are not where they are stated.
        let more = 2 * filled + (isReleasing ? 6 * releases * plan.rounds : 0) + 20
        let longest = max(
            tokens, speed.tokens(for: speed.mediumAnswer * 2, atMost: plan.maxStreamTokens))
        // Streams are opened for longer when slots turn out to be freed late.
        let each = isSpeedKnown ? longest * 2 : plan.maxStreamTokens
        most.add(requests: more, tokens: more * min(each, plan.maxStreamTokens))
        time += climb.length(speed) * plan.rounds / 2
        streams = max(plan.statedStreams.map { 2 * $0 } ?? height, height + plan.attemptsBeyond)
    }

    private mutating func addTokens(_ plan: LimitsPlan) {
        isTokensLeftOut = plan.leavesOutTokens
        guard !isTokensLeftOut else { return }
        asksForPrompts = true
        let cost = TokensCost(plan)
        about.add(requests: cost.about.requests, tokens: cost.about.tokens)
        most.add(requests: cost.most.requests, tokens: cost.most.tokens)
        time += plan.window.duration * cost.windows
        streams = max(streams, TokensPart.width(plan))
    }

    private mutating func addRequests(_ plan: LimitsPlan) {
        streams = max(streams, SlotWidth.unknown(plan))
        let window = plan.window.duration
        guard let stated = plan.statedRequests else {
            let left = plan.maxRequests - about.requests
            about.add(requests: max(0, left), tokens: max(0, left))
            most = Amount(requests: plan.maxRequests, tokens: most.tokens + plan.maxRequests)
            time += window * 5
            return
        }
        let count = plan.windowRequests(for: stated)
        isRequestsLeftOut = plan.leavesOutWindow
        guard !isRequestsLeftOut else { return }
        add(count, tokens: 1, length: window * 4.4)
        let usual = plan.usualWindowRequests(for: stated) - count
        about.add(requests: usual, tokens: usual)
        // What a bucket gives back one by one.
        let more = RequestsPart.mostBeyondCost(of: stated)
        most.add(requests: more, tokens: more)
    }
}
