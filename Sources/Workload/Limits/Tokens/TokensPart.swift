internal import RunModel

/// Uses up the stated tokens with few long requests, in shapes that tell apart how they are charged
/// (docs/limits.md): large `max_tokens` that are not used, long prompts, long answers, both together, and a
/// prompt that repeats. After the first refusal smaller ones follow, and some later, which tell how time counts.
struct TokensPart: ProbePart {
    /// A target that fails so often in a row is not asked further.
    private static let mostFailures = 4
    /// Looks at what has come back, as shares of the window since the first refusal.
    private static let looks = [0.2, 0.45, 0.7]
    private static let lookRequests = 10
    /// Of what was found, in each of them: together more than a store fills by in between.
    private static let lookParts = 18

    private enum Stage {
        /// Until what was used is forgotten. Next: filling, over.
        case resting(since: Duration)
        /// Next: filling, crossing, resting.
        case filling(Int)
        /// A large `max_tokens` where a prompt was refused. Next: descending.
        case probing
        /// Smaller ones, until nothing is left that matters. Next: looking, resting.
        case descending(size: Int)
        /// Next: resting.
        case looking(Int, sent: Int)
        case over
    }

    private let plan: LimitsPlan
    private var progress = TokenProgress()
    private var phase = TokenPhase.fill(.most)
    private var segments: [TokenSegment] = []
    private var stage = Stage.resting(since: .zero)
    private var begin = Duration.zero
    /// When phases began.
    private var begins: [Duration] = []
    private var lastEnd = Duration.zero
    private var firstRefusal = Duration.zero
    /// Tokens that the request asked for that was refused.
    private var refusedSize = 0
    /// Tokens let in by shape, since the phase began.
    private var used: [TokenShape: Int] = [:]
    private var sentInSegment = 0
    private var isRefused = false
    private var failures = 0
    private var prompts = 0

    init(_ plan: LimitsPlan) {
        self.plan = plan
    }

    /// Requests at a time, where several are needed.
    static func width(_ plan: LimitsPlan) -> Int { max(1, min(SlotWidth.unknown(plan), 4)) }

    private var window: Duration { plan.window.duration }
    /// What is charged when an answer is over is charged by then.
    private var settling: Duration { min(.milliseconds(150), window / 200) }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        while true {
            if desk.isExhausted || failures >= Self.mostFailures { return .finished }
            let move: Dispatch?
            switch stage {
            case .resting(let since): move = rest(since, &desk, at: elapsed)
            case .filling(let index): move = fill(index, &desk, at: elapsed)
            case .probing: move = probeMost(&desk, at: elapsed)
            case .descending(let size): move = descend(size, &desk, at: elapsed)
            case .looking(let index, let sent): move = look(index, sent, &desk, at: elapsed)
            case .over: return .finished
            }
            if let move { return move }
        }
    }

    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk) {
        guard case .ended(let record) = event.kind, let shape = Self.shape(of: record) else {
            return
        }
        lastEnd = event.elapsed
        switch record.reception {
        case .accepted:
            failures = 0
            used[shape, default: 0] += Self.amount(record, shape)
        case .refused:
            failures = 0
            if case .filling = stage {
                firstRefusal = event.elapsed
                refusedSize = max(event.ticket.ask?.words ?? 0, event.ticket.maxTokens ?? 0)
            }
            isRefused = true
        case .noAnswer, .failed: failures += 1
        }
    }

    private static func shape(of record: RequestRecord) -> TokenShape? {
        TokenShape.allCases.first { $0.probe == record.probe }
    }

    private static func amount(_ record: RequestRecord, _ shape: TokenShape) -> Int {
        switch shape {
        case .most: record.maxTokens ?? 0
        case .prompt, .repeated: record.tokens.prompt ?? 0
        case .output: record.tokens.output ?? record.events.output
        }
    }

    // MARK: Stages; nil where the stage has changed and the next one is to be asked

    private mutating func rest(
        _ since: Duration, _ desk: inout ProbeDesk, at elapsed: Duration
    ) -> Dispatch? {
        guard desk.open.isEmpty else { return .waitForEnd }
        guard let next = progress.next(plan) else {
            stage = .over
            return nil
        }
        let fresh = begins.isEmpty ? desk.windowIsFresh : lastEnd + window * 1.1
        let due = max(elapsed, spread(from: max(fresh, since)))
        if due > elapsed { return .wait(until: due) }
        phase = next
        let script = TokenScript(plan: plan, width: width(desk), gap: desk.speed.gap)
        segments = progress.segments(of: next, script)
        begin = elapsed
        begins.append(elapsed)
        used = [:]
        isRefused = false
        enter(segments.isEmpty ? .resting(since: elapsed) : .filling(0))
        if segments.isEmpty { progress.note(next, used: [:], isRefused: false, isWhole: false) }
        return nil
    }

    /// Phases begin at different places of a window, so that an edge of fixed ones lies in one of them at most.
    private func spread(from earliest: Duration) -> Duration {
        func distance(_ instant: Duration) -> Double {
            begins.map { begin in
                let turn = ((instant - begin) / window).truncatingRemainder(dividingBy: 1)
                return min(turn, 1 - turn)
            }.min() ?? 1
        }
        let choices = (0..<20).map { earliest + window * (Double($0) / 20) }
        return choices.first { distance($0) >= 0.2 }
            ?? choices.max { distance($0) < distance($1) } ?? earliest
    }

    private func width(_ desk: ProbeDesk) -> Int {
        let known = desk.ceiling.map { max(1, $0 / 2) } ?? Self.width(plan)
        return max(1, min(known, Self.width(plan)))
    }

    private mutating func fill(
        _ index: Int, _ desk: inout ProbeDesk, at elapsed: Duration
    ) -> Dispatch? {
        guard index < segments.count else { return endFill(isWhole: true, at: elapsed) }
        let segment = segments[index]
        let isOver =
            isRefused
            || used[segment.shape, default: 0] + (desk.open.count + 1) * segment.size
                > segment.goal
            || sentInSegment >= segment.count
        if isOver {
            guard desk.open.isEmpty else { return .waitForEnd }
            if isRefused, segment.endsWithRefusal { return endFill(isWhole: true, at: elapsed) }
            isRefused = false
            enter(.filling(index + 1))
            return nil
        }
        guard elapsed < begin + window * 0.95 else {
            guard desk.open.isEmpty else { return .waitForEnd }
            return endFill(isWhole: false, at: elapsed)
        }
        if desk.open.count >= segment.width { return .waitForEnd }
        return send(segment.shape, segment.size, &desk, at: elapsed)
    }

    /// Notes what came of it, and looks closer where something was refused for the first time.
    private mutating func endFill(isWhole: Bool, at elapsed: Duration) -> Dispatch? {
        let isRefused = isRefused
        progress.note(phase, used: used, isRefused: isRefused, isWhole: isWhole)
        guard isRefused, case .fill(let shape) = phase else {
            enter(.resting(since: elapsed))
            return nil
        }
        enter(
            shape == .prompt && !progress.chargesMost
                ? .probing : .descending(size: refusedSize / 2))
        return nil
    }

    /// A `max_tokens` larger than what can be left, where a prompt of that size was refused.
    private mutating func probeMost(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch? {
        guard desk.open.isEmpty else { return .waitForEnd }
        let size = min(2 * refusedSize, plan.maxStreamTokens)
        if sentInSegment > 0 || size < refusedSize {
            enter(.descending(size: refusedSize / 2))
            return nil
        }
        return send(.most, size, &desk, at: elapsed)
    }

    private mutating func descend(
        _ size: Int, _ desk: inout ProbeDesk, at elapsed: Duration
    ) -> Dispatch? {
        guard case .fill(let shape) = phase else { return nil }
        guard desk.open.isEmpty else { return .waitForEnd }
        let least = max((shape.budget(plan) ?? 0) / 300, 16)
        guard size > least else {
            progress.note(shape, used: used[shape] ?? 0)
            enter(.looking(0, sent: 0))
            return nil
        }
        if let wait = pause(desk, at: elapsed) { return wait }
        stage = .descending(size: size / 2)
        return send(shape, size, &desk, at: elapsed)
    }

    /// Small ones until one is refused: nothing has come back where the first is, and a store has filled by as much
    /// as is let in.
    private mutating func look(
        _ index: Int, _ sent: Int, _ desk: inout ProbeDesk, at elapsed: Duration
    ) -> Dispatch? {
        guard case .fill(let shape) = phase else { return nil }
        guard desk.open.isEmpty else { return .waitForEnd }
        let afterAll = max(begin + window * 1.03, firstRefusal + window * 0.9)
        let times = Self.looks.map { firstRefusal + window * $0 } + [afterAll]
        guard index < times.count else {
            enter(.resting(since: elapsed))
            return nil
        }
        if sent == 0 { isRefused = false }
        if sent > 0, isRefused || sent >= Self.lookRequests {
            stage = .looking(index + 1, sent: 0)
            return nil
        }
        if sent == 0, elapsed < times[index] { return .wait(until: times[index]) }
        if let wait = pause(desk, at: elapsed) { return wait }
        stage = .looking(index, sent: sent + 1)
        return send(shape, max(8, progress.found(shape) / Self.lookParts), &desk, at: elapsed)
    }

    private mutating func enter(_ next: Stage) {
        stage = next
        sentInSegment = 0
    }

    // MARK: Sending

    private func pause(_ desk: ProbeDesk, at elapsed: Duration) -> Dispatch? {
        desk.open.isEmpty && elapsed < lastEnd + settling ? .wait(until: lastEnd + settling) : nil
    }

    private mutating func send(
        _ shape: TokenShape, _ size: Int, _ desk: inout ProbeDesk, at elapsed: Duration
    ) -> Dispatch {
        if let wait = pause(desk, at: elapsed) { return wait }
        let room = desk.earliestStart(of: 1, at: elapsed)
        if room > elapsed { return .wait(until: room) }
        sentInSegment += 1
        prompts += 1
        let isText = shape == .prompt || shape == .repeated
        let ask = PromptAsk(
            words: isText ? max(1, size - PromptAsk.wrapping) : 0,
            number: shape == .repeated ? 0 : prompts, isAnswerShort: shape != .output)
        return desk.start(
            shape.probe, tokens: isText ? 1 : size, round: 0, ask: ask, at: elapsed)
    }
}
