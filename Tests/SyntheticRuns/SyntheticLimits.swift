package import Analysis
internal import RunModel
internal import Statistics

/// What a limits run of a plausible server would find: its timeline is played by a few rules, its verdicts
/// are written by hand. For tests of what shows them.
package struct SyntheticLimits {
    package var seed: UInt64 = 7
    package var rounds = 3
    /// What is stated; nil where nothing is.
    package var statedStreams: Int? = 10
    package var statedRequests: Int? = 300
    /// What the server really does.
    package var ceiling = 10
    package var isQueueing = false
    /// Seconds that a slot stays taken after its stream was cancelled, and after its connection was cut.
    package var cancelDelay = 0.0
    package var cutDelay = 0.4
    package var requestsInWindow = 300
    /// Whether the last 60 s count, instead of fixed windows of that length.
    package var isSliding = false
    package var windows = 3
    /// Requests a second of the window probe.
    package var rate = 12.0

    package init() {}

    /// The timeline with what was sampled from it, without findings.
    package func play() -> LimitsSummary {
        var play = LimitsPlay(self)
        for round in 0..<rounds { play.fill(round) }
        play.useUpWindows()
        var manifest = SyntheticRun().manifest()
        manifest.plan.name = "limits"
        var plan = LimitsPlan()
        plan.statedStreams = statedStreams
        plan.statedRequests = statedRequests
        manifest.plan.limits = plan
        manifest.endpoint = "https://api.example.com/v1"
        var summary = LimitsSummary(manifest: manifest)
        summary.timeline.entries = play.entries.sorted { $0.sent < $1.sent }
        for index in summary.timeline.entries.indices {
            summary.timeline.entries[index].request = index
        }
        summary.releases = play.releases.filter { !$0.samples.isEmpty }
        summary.ceiling = play.found
        summary.sentRequests = summary.timeline.entries.count
        summary.usedTokens = play.tokens
        return summary
    }
}

/// The play itself: a server of slots and windows of 60 s, and a client that fills them.
private struct LimitsPlay {
    let plan: SyntheticLimits
    var entries: [LimitsTimeline.Entry] = []
    var releases = [
        SlotRelease(cause: .end, isWholeAnswer: false, kind: .atOnce, samples: []),
        SlotRelease(cause: .cancel, isWholeAnswer: false, kind: .afterDelay, samples: []),
        SlotRelease(cause: .cut, isWholeAnswer: false, kind: .afterDelay, samples: []),
        SlotRelease(cause: .cancel, isWholeAnswer: true, kind: .atNaturalEnd, samples: []),
    ]
    var found = StreamCeiling()
    var tokens = 0
    private var generator: SeededGenerator
    private var time = 0.4
    /// Until when each slot is taken.
    private var slots: [Double] = []

    init(_ plan: SyntheticLimits) {
        self.plan = plan
        generator = SeededGenerator(seed: plan.seed, purpose: 1, index: 0)
        found.ceiling = plan.ceiling
        found.behaviour = plan.isQueueing ? .queued : .rejected
    }

    private mutating func draw(_ range: ClosedRange<Double>) -> Double {
        Double.random(in: range, using: &generator)
    }

    /// Lets a request in or turns it away; the place of its entry.
    @discardableResult
    private mutating func ask(
        _ probe: ProbeStep, _ round: Int, at sent: Double, lasting: Double,
        isStreaming: Bool = true, waits: Bool = false
    ) -> Int {
        slots.removeAll { $0 <= sent }
        let isFree = slots.count < plan.ceiling
        var begin = sent
        if !isFree, waits { begin = slots.sorted()[slots.count - plan.ceiling] }
        let isIn = isFree || waits
        let answered = isIn ? begin + draw(0.18...0.26) : sent + draw(0.002...0.004)
        let closed = isIn ? max(begin + lasting, answered) : answered
        if isIn {
            slots.append(closed)
            tokens += Int((closed - answered) * 33)
        }
        entries.append(
            LimitsTimeline.Entry(
                request: entries.count, probe: probe.rawValue, round: round,
                isStreaming: isStreaming, sent: sent,
                answered: isStreaming || !isIn ? answered : nil, closed: closed,
                state: isIn ? .accepted : .refused, status: isIn ? 200 : 429, ending: "end"))
        return entries.count - 1
    }

    /// Ends a request from our side; its slot is free after `delay`.
    private mutating func leave(_ index: Int, at time: Double, as ending: String, delay: Double) {
        if let slot = slots.firstIndex(of: entries[index].closed) { slots[slot] = time + delay }
        entries[index].closed = time
        entries[index].ending = ending
    }

    mutating func fill(_ round: Int) {
        ask(.baseline, round, at: time, lasting: 1.6)
        time += 2
        plan.isQueueing ? queue(round) : turnAway(round)
        time += 4
        slots = []
    }

    /// Streams beyond the ceiling wait until another ends; the last ones are left waiting.
    private mutating func queue(_ round: Int) {
        let probes =
            Array(repeating: ProbeStep.fill, count: plan.ceiling)
            + Array(repeating: .excess, count: 3)
        let asked = probes.enumerated().map { place, probe in
            ask(
                probe, round, at: time + 0.1 * Double(place), lasting: draw(2.5...5), waits: true)
        }
        found.rounds.append(
            StreamCeiling.Round(
                round: round, mostOpen: plan.ceiling,
                turnedAwayAt: Array(repeating: plan.ceiling, count: 3)))
        time += 4.5
        for index in asked where entries[index].closed > time {
            leave(index, at: time + draw(0...0.05), as: "cancel", delay: 0)
        }
    }

    private mutating func turnAway(_ round: Int) {
        let goal = plan.statedStreams ?? plan.ceiling
        let filled = (0..<goal).map { ask(.fill, round, at: time + 0.06 * Double($0), lasting: 30) }
        time += 0.06 * Double(goal) + 0.5
        let excess = (0..<3).map {
            ask(.excess, round, at: time + 0.08 * Double($0), lasting: 4)
        }
        found.rounds.append(
            StreamCeiling.Round(
                round: round, mostOpen: min(plan.ceiling, goal),
                turnedAwayAt: (filled + excess).filter { entries[$0].state == .refused }
                    .map { _ in plan.ceiling }))
        time += 0.5
        ask(.wholeExcess, round, at: time, lasting: 2, isStreaming: false)
        var open = filled.filter { entries[$0].state == .accepted }
        for (place, step) in [(1, ProbeStep.releaseCancel), (2, .releaseCut), (0, .releaseEnd)]
        where open.count > 2 {
            time += 1.5
            release(open.removeFirst(), place: place, step, round)
        }
        if open.count > 2 { wholeHold(open.removeFirst(), round) }
        time += 2.5
        for index in entries.indices
        where entries[index].round == round && entries[index].closed > time
            && entries[index].state == .accepted
        {
            leave(index, at: time + draw(0...0.1), as: "cancel", delay: 0)
        }
    }

    /// Gives a slot up and asks for it until it is had.
    private mutating func release(_ index: Int, place: Int, _ step: ProbeStep, _ round: Int) {
        let delay = [0.0, plan.cancelDelay, plan.cutDelay][place] * draw(0.8...1.2)
        leave(index, at: time, as: ["end", "cancel", "cut"][place], delay: delay)
        var last = 0.0
        var pause = 0.004
        while true {
            let got = ask(step, round, at: time + pause, lasting: 20)
            if entries[got].state == .accepted { break }
            last = pause
            pause = pause * 1.7 + draw(0...0.01)
        }
        releases[place].samples.append(
            SlotRelease.Sample(
                lowMilliseconds: last * 1000, highMilliseconds: pause * 1000,
                remainingMilliseconds: nil))
        time += pause
    }

    /// A whole answer takes a slot and is cancelled; the slot stays taken until its natural end.
    private mutating func wholeHold(_ index: Int, _ round: Int) {
        time += 1
        leave(index, at: time, as: "cancel", delay: 0)
        let hold = ask(
            .wholeHold, round, at: time + 0.02, lasting: 2.4, isStreaming: false)
        ask(.wholeCheck, round, at: time + 0.4, lasting: 2)
        guard entries[hold].state == .accepted else { return }
        let remaining = entries[hold].closed - time - 0.9
        leave(hold, at: time + 0.9, as: "cancel", delay: remaining)
        var last = 0.0
        for pause in stride(from: 0.1, to: 6, by: 0.35) {
            let got = ask(.releaseWholeCancel, round, at: time + 0.9 + pause, lasting: 20)
            if entries[got].state == .accepted {
                releases[3].samples.append(
                    SlotRelease.Sample(
                        lowMilliseconds: last * 1000, highMilliseconds: pause * 1000,
                        remainingMilliseconds: remaining * 1000))
                time += 0.9 + pause
                return
            }
            last = pause
        }
    }

    // MARK: The window

    private static let edge = 12.3
    private static let length = 60.0

    /// From when on requests count at `time`.
    private func windowStart(at time: Double) -> Double {
        plan.isSliding
            ? time - Self.length
            : Self.edge + ((time - Self.edge) / Self.length).rounded(.down) * Self.length
    }

    mutating func useUpWindows() {
        for number in 0..<plan.windows {
            let wholeShare = number % 2 == 1 ? 0.08 : 0
            while once(draw(0...1) < wholeShare ? .windowWhole : .window) {
                time += draw(0.8...1.2) / plan.rate
            }
            for _ in 0..<7 {
                time += draw(0.05...0.3)
                once(.window)
            }
            let counted = entries.filter {
                $0.sent > windowStart(at: time) && $0.state == .accepted
            }
            let oldest = counted.map(\.sent).min() ?? time
            let due = (plan.isSliding ? oldest : windowStart(at: time)) + Self.length
            time = max(due - 0.25, time + 0.1)
            once(.retryEarly)
            time = max(due + 0.25, time + 0.1)
            once(.retryDue)
            // Of a sliding window there is room again only as it slides.
            time += plan.isSliding ? 30 : 0.5
        }
    }

    /// Whether it was let in.
    @discardableResult
    private mutating func once(_ probe: ProbeStep) -> Bool {
        let start = windowStart(at: time)
        let isIn =
            entries.count { $0.sent > start && $0.state == .accepted } < plan.requestsInWindow
        let answered = time + (isIn ? draw(0.18...0.26) : draw(0.002...0.004))
        entries.append(
            LimitsTimeline.Entry(
                request: entries.count, probe: probe.rawValue, round: 0,
                isStreaming: probe != .windowWhole, sent: time, answered: answered,
                closed: answered + (isIn ? 0.02 : 0), state: isIn ? .accepted : .refused,
                status: isIn ? 200 : 429, ending: "end"))
        if isIn { tokens += 1 }
        return isIn
    }
}
