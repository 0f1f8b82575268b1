import Analysis
import ArgumentParser
import Engine
import Foundation
import History
import RecordStore
import Reporting
import RunModel

/// A watch as its user sees it: what it will send, a line a round, what changed, until it is ended.
struct WatchSession {
    let options: WatchOptions
    let measuring: MeasureOptions
    /// The plan, read anew each time.
    let makePlan: () throws -> RunPlan
    let makeAssertions: (RunPlan) throws -> [Assertion]
    let terminal: Terminal

    private var plan: RunPlan
    private var assertions: [Assertion]
    private var subject: RunSubject
    private var folder: WatchFolder
    private var state = WatchState()
    private var metrics = WatchMetrics()
    private let signals: WatchSignals
    private var isTellingBudget = true
    private var site: WatchSite?

    /// - Throws: `ValidationError` for a plan that cannot be run.
    init(
        _ options: WatchOptions, _ measuring: MeasureOptions, _ terminal: Terminal,
        plan makePlan: @escaping () throws -> RunPlan,
        assertions makeAssertions: @escaping (RunPlan) throws -> [Assertion]
    ) async throws {
        self.options = options
        self.measuring = measuring
        self.terminal = terminal
        self.makePlan = makePlan
        self.makeAssertions = makeAssertions
        plan = try makePlan()
        assertions = try makeAssertions(plan)
        subject = try await RunSubject(plan, measuring)
        folder = WatchFolder(history: options.history.folder, series: plan.name)
        signals = WatchSignals(isOnTerminal: terminal.isLive)
    }

    /// - Returns: the exit code.
    mutating func run() async throws -> ExitCode {
        if let port = options.port {
            site = try await WatchSite(address: options.address, port: port)
        }
        let code = try await rounds()
        await subject.stop()
        await site?.stop()
        return code
    }

    private mutating func rounds() async throws -> ExitCode {
        try folder.prepare()
        let (known, fault) = folder.load()
        state = known
        if let fault { Terminal.warn("Note: \(fault).") }
        // What changed before somebody watched is no news.
        if state.rounds == 0 { state.absorb(folder.trend(Origin.labels().branch)) }
        try checkBudget()
        terminal.note(try announcement())
        if let text = smallness { terminal.note("Note: \(text).") }
        if let site {
            terminal.note(site.announcement)
            site.show(metrics)
            site.show(folder.trend(Origin.labels().branch))
        }
        let stopping = Signals { [signals] in signals.stop() }
        defer { withExtendedLifetime(stopping) {} }
        let clock = ContinuousClock()
        let begun = clock.now
        let wait = WatchSchedule.wait(
            sinceLast: state.lastBegunSeconds.map { .seconds(Self.wallSeconds - $0) },
            every: options.period.duration)
        if wait > .zero {
            terminal.note(
                "The last round was here; the next one begins in \(TimeSpan(.seconds(Int64(wait.seconds.rounded(.up)))))."
            )
        }
        var schedule = WatchSchedule(every: options.period.duration, first: wait)
        var done = 0
        while options.times.map({ done < $0 }) ?? true {
            while clock.now - begun < schedule.due, !signals.stops {
                try? await Task.sleep(for: .milliseconds(200))
            }
            if signals.stops { return .interrupted }
            let leftOut = schedule.begin(at: clock.now - begun)
            if leftOut > 0 {
                metrics.takeLeftOut(leftOut)
                say(
                    "\(leftOut) round\(leftOut == 1 ? "" : "s") left out: one took longer than \(options.period), or this machine slept"
                )
            }
            if signals.takeReload() { await reload() }
            guard let goesOn = try await round() else { return .interrupted }
            site?.show(metrics)
            if let code = goesOn { return code }
            done += 1
        }
        return .success
    }

    // MARK: A round

    /// - Returns: nil where the watch was interrupted; a code in it where it ends.
    private mutating func round() async throws -> ExitCode?? {
        let left = options.maxCostPerDay.map { $0 - state.spent(before: Self.wallSeconds) }
        if let left, !mayBegin(left) {
            metrics.takeLeftOut(1)
            return .some(nil)
        }
        state.rounds += 1
        state.lastBegunSeconds = Self.wallSeconds
        keepState()
        var quiet = Terminal(isQuiet: terminal.isQuiet || !terminal.isLive, isJSON: false)
        (quiet.watch, quiet.area) = (terminal.watch, terminal.area)
        switch try await WatchRound(subject: subject, terminal: quiet).outcome() {
        case .interrupted(let manifest):
            if let manifest { take(costOf: manifest) }
            keepState()
            return nil
        case .refused where state.rounds == 1: return .some(.wrongUsage)
        case .refused, .unrecorded: say("the round was not recorded")
        case .failed(let derived, let reason, let folder):
            state.records.append(folder)
            take(costOf: derived.record.manifest)
            metrics.takeFailed(derived.record.requests)
            say("no request succeeded: \(reason)")
            if let event = state.take(failure: reason) { await tell(event, nil, folder) }
        case .measured(let derived, let profile, let folder):
            state.records.append(folder)
            take(costOf: derived.record.manifest)
            metrics.take(derived.summary, derived.record.requests)
            say(WatchWording.round(derived.summary))
            if let event = state.take(failure: nil) { await tell(event, nil, folder) }
            await judge(profile, folder)
        }
        folder.dropRecords(of: &state, keeping: options.keep)
        keepState()
        return .some(nil)
    }

    private mutating func judge(_ profile: RunProfile, _ record: String) async {
        let labels = Origin.labels(options.label.map { ($0.name, $0.value) })
        let entry = HistoryEntry(
            profile, kind: .run, series: plan.name, labels: labels, seed: nil, folder: record)
        do throws(RecordError) {
            _ = try folder.history.add(entry)
            try folder.prune()
        } catch {
            Terminal.warn("streamgauge: \(error)")
        }
        let trend = folder.trend(labels.branch)
        site?.show(trend)
        // What cannot be trusted says nothing of the target.
        guard profile.trust != .notTrustworthy else { return }
        if let results = try? AssertedRecord(record).results(of: assertions) {
            metrics.take(results)
            for event in state.take(results) { await tell(event, nil, record) }
        }
        for event in state.take(trend) { await tell(event, trend, record) }
    }

    private mutating func tell(_ event: WatchEvent, _ trend: HistoryTrend?, _ record: String) async
    {
        let sentence = WatchWording.sentence(event, in: trend)
        metrics.take(event)
        say("\(event.name.uppercased()): \(sentence)")
        // Whatever becomes of the call, the event is not told twice.
        keepState()
        guard let command = options.onChange else { return }
        let order = try? subject.order(seed: nil)
        let call = WatchCall(
            command: command, secrets: order?.secrets ?? [], log: folder.log)
        if let fault = await call.tell(event, sentence, series: plan.name, record: record) {
            Terminal.warn("Note: \(fault).")
        }
    }

    // MARK: What a day costs

    private mutating func take(costOf manifest: RunManifest) {
        guard let price = plan.price, let spent = manifest.spent else { return }
        let cost = price.cost(of: spent)
        metrics.take(cost: cost)
        state.spend(cost, atSeconds: Self.wallSeconds)
    }

    /// Whether a round can be paid of what is `left` of the day; told once each time that it cannot.
    private mutating func mayBegin(_ left: Double) -> Bool {
        // What rounds have really cost the next may cost too.
        let known = state.spending.map(\.cost).max() ?? 0
        let most = ((try? CostBound(subject.order(seed: nil)).most) ?? nil).map { max($0, known) }
        let isPaid = most.map { $0 <= left } ?? false
        if !isPaid, isTellingBudget {
            say(
                "rounds are left out until a day has less than --max-cost-per-day \(MoneyText.of(options.maxCostPerDay ?? 0)): \(MoneyText.of(max(0, left))) is left of it and a round can cost \(most.map(MoneyText.of) ?? "more")"
            )
        }
        isTellingBudget = isPaid
        return isPaid
    }

    /// - Throws: `ValidationError` where no round could ever be paid, or nobody knows.
    private func checkBudget() throws {
        guard let most = options.maxCostPerDay else { return }
        guard let bound = CostBound(try subject.order(seed: nil)).most else {
            throw ValidationError(
                "--max-cost-per-day wants rounds whose cost has a bound; give --max-tokens, and --requests in place of --duration."
            )
        }
        guard bound <= most else {
            throw ValidationError(
                "--max-cost-per-day \(MoneyText.of(most)) pays for no round, which can cost \(MoneyText.of(bound))."
            )
        }
    }

    /// Why the level of TTFT will not be judged; nil where it will.
    private var smallness: String? {
        guard let requests = plan.plannedRequests else { return nil }
        let parts = max(1, plan.load.rounds)
        guard requests / parts < Self.leastRequests else { return nil }
        return
            "\(requests) requests in \(parts) parts (--rounds) are too few for the level of TTFT, which wants "
            + "\(Self.leastRequests) in each"
    }

    private static let leastRequests = 7

    // MARK: Beginning, and beginning again

    private func announcement() throws -> String {
        let order = try subject.order(seed: nil)
        let bound = CostBound(order)
        let aDay = options.roundsADay
        let rounds = aDay >= 10 ? "\(Int(aDay.rounded()))" : String(format: "%.1f", aDay)
        var text =
            "Watching '\(plan.name)' every \(options.period), about \(rounds) rounds a day. Each: \(Announcement.line(order))"
        if let most = bound.most {
            text += " A day can cost at most about \(MoneyText.of(most * aDay))"
            if let limit = options.maxCostPerDay {
                text += ", and is kept to \(MoneyText.of(limit))"
            }
            text += "."
        }
        return text + " Runs go into '\(options.history.history)'; Ctrl-C ends it."
    }

    private mutating func reload() async {
        do {
            let plan = try makePlan()
            let assertions = try makeAssertions(plan)
            let subject = try await RunSubject(plan, measuring)
            await self.subject.stop()
            (self.plan, self.assertions, self.subject) = (plan, assertions, subject)
            if plan.name != folder.series {
                folder = WatchFolder(history: options.history.folder, series: plan.name)
                state = folder.load().state
            }
            say("the plan was read anew")
        } catch {
            say("the plan cannot be read anew, and the old one stays: \(error)")
        }
    }

    private func keepState() {
        do throws(RecordError) {
            try folder.save(state)
        } catch {
            Terminal.warn("streamgauge: \(error)")
        }
    }

    /// A line of the log, with its time.
    private func say(_ text: String) {
        terminal.watch?.said(text)
        guard !terminal.isQuiet else { return }
        try? Terminal.say("\(UTCTime.now().iso8601)  \(text)\n")
    }

    private static var wallSeconds: Double {
        Double(UTCTime.now().nanosecondsSince1970) / 1e9
    }
}
