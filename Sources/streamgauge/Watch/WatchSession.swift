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
    private let options: WatchOptions
    private let terminal: Terminal
    /// What is measured, by the plan as it stands now.
    private let makeJob: () async throws -> WatchJob
    private let signals: WatchSignals

    private var job: WatchJob
    private var folder: WatchFolder
    private var state = WatchState()
    private var metrics: WatchMetrics
    private var site: WatchSite?
    private var isTellingBudget = true

    /// - Throws: `ValidationError` for a plan that cannot be run, `RecordError` where the history cannot be written.
    init(
        _ options: WatchOptions, _ terminal: Terminal,
        job makeJob: @escaping () async throws -> WatchJob
    ) async throws {
        self.options = options
        self.terminal = terminal
        self.makeJob = makeJob
        job = try await makeJob()
        metrics = WatchMetrics(modes: job.plan.request.modes.modes)
        folder = try WatchFolder(options.history.folder, series: job.plan.name)
        signals = WatchSignals(isOnTerminal: terminal.isLive)
    }

    /// - Returns: the exit code.
    mutating func run() async throws -> ExitCode {
        if let port = options.port {
            site = try await WatchSite(address: options.address, port: port)
        }
        begin()
        terminal.note(try job.announcement(options))
        if let text = job.smallness { terminal.note("Note: \(text).") }
        if let site {
            terminal.note(site.announcement)
            site.show(metrics)
            site.show(folder.trend(Origin.labels().branch))
        }
        let code = try await rounds()
        await job.subject.stop()
        await site?.stop()
        return code
    }

    /// Takes up what was known of the series.
    private mutating func begin() {
        let (known, fault) = folder.load()
        state = known
        if let fault { Terminal.warn("Note: \(fault).") }
        // Of a round that was killed nobody knows what it took.
        state.settle(nil, atSeconds: Self.wallSeconds)
        // What changed before somebody watched is no news.
        if state.rounds == 0 { state.absorb(folder.trend(Origin.labels().branch)) }
    }

    private mutating func rounds() async throws -> ExitCode {
        let clock = ContinuousClock()
        let begun = clock.now
        let wait = WatchSchedule.wait(
            sinceLast: state.lastBegunSeconds.map { .seconds(Self.wallSeconds - $0) },
            every: options.period.duration)
        if wait > .zero {
            let seconds = Int64(wait.seconds.rounded(.up))
            terminal.note(
                "The last round was here; the next one begins in \(TimeSpan(.seconds(seconds))).")
        }
        var schedule = WatchSchedule(every: options.period.duration, first: wait)
        var done = 0
        while options.times.map({ done < $0 }) ?? true {
            // A round has set it to what ends itself.
            terminal.watch?.onStop { [signals] in signals.stop() }
            while clock.now - begun < schedule.due, !signals.stops {
                try? await Task.sleep(for: .milliseconds(200))
            }
            if signals.stops { return .interrupted }
            leftOut(schedule.begin(at: clock.now - begun), "this machine slept")
            if signals.takeReload() { await reload() }
            guard let end = try await round(isFirst: done == 0) else { return .interrupted }
            if let code = end { return code }
            leftOut(
                schedule.end(at: clock.now - begun), "this one took longer than \(options.period)")
            site?.show(metrics)
            done += 1
        }
        return .success
    }

    private mutating func leftOut(_ rounds: Int, _ reason: String) {
        guard rounds > 0 else { return }
        metrics.takeLeftOut(rounds)
        say("\(rounds) round\(rounds == 1 ? "" : "s") left out: \(reason)")
    }

    // MARK: A round

    /// - Returns: nil where the watch was interrupted; a code in it where it ends.
    private mutating func round(isFirst: Bool) async throws -> ExitCode?? {
        guard mayBegin() else {
            metrics.takeLeftOut(1)
            return .some(nil)
        }
        state.rounds += 1
        state.lastBegunSeconds = Self.wallSeconds
        if let most = job.mostCost { state.reserve(most, atSeconds: Self.wallSeconds) }
        keepState()
        // A log has a line of each round, and not of its course.
        let outcome = try await WatchRound(
            subject: job.subject,
            terminal: terminal.quieted(terminal.isQuiet || !terminal.isLive)
        ).outcome()
        settle(outcome)
        switch outcome {
        case .interrupted:
            keepState()
            return nil
        case .refused where isFirst: return .some(.wrongUsage)
        case .refused, .unrecorded:
            metrics.takeUnrecorded(atSeconds: Self.wallSeconds)
            say("the round was not recorded")
        case .failed(let derived, let reason, let folder):
            metrics.takeFailed(
                derived.summary, derived.record.requests, atSeconds: Self.wallSeconds)
            say("no request succeeded: \(reason)")
            if let event = state.take(failure: reason) { await tell(event, nil, folder) }
        case .measured(let derived, let profile, let folder):
            metrics.take(derived.summary, derived.record.requests, atSeconds: Self.wallSeconds)
            say(WatchWording.round(derived.summary))
            if let event = state.take(failure: nil) { await tell(event, nil, folder) }
            await judge(profile, folder)
        }
        folder.dropRecords(of: &state, keeping: options.keep)
        keepState()
        return .some(nil)
    }

    /// Notes where the record is, and what the round cost as far as it tells.
    private mutating func settle(_ outcome: WatchRound.Outcome) {
        if let folder = outcome.folder { state.records.append(folder) }
        let manifest = outcome.folder.flatMap { try? RecordReader(opening: $0).manifest }
        var cost = job.plan.price.flatMap { price in manifest?.spent.map(price.cost(of:)) }
        // Nothing was sent.
        if case .refused = outcome { cost = 0 }
        if let cost { metrics.take(cost: cost) }
        state.settle(cost, atSeconds: Self.wallSeconds)
    }

    /// Whether the day's budget pays for a round; told once each time that it does not.
    private mutating func mayBegin() -> Bool {
        guard let limit = options.maxCostPerDay, let bound = job.mostCost else { return true }
        let left = limit - state.spent(before: Self.wallSeconds)
        // What rounds have really cost the next may cost too.
        let most = max(bound, state.dearestRound)
        if most > left, isTellingBudget {
            say(
                "rounds are left out: of --max-cost-per-day \(MoneyText.of(limit)) \(MoneyText.of(max(0, left))) is left, "
                    + "and a round can cost \(MoneyText.of(most))")
        }
        isTellingBudget = most <= left
        return most <= left
    }

    private mutating func judge(_ profile: RunProfile, _ record: String) async {
        let labels = Origin.labels(options.label.map { ($0.name, $0.value) })
        let entry = HistoryEntry(
            profile, kind: .run, series: folder.series, labels: labels, folder: record)
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
        if let results = try? AssertedRecord(record).results(of: job.assertions) {
            metrics.take(results)
            for event in state.take(results) { await tell(event, nil, record) }
        }
        for event in state.take(trend) { await tell(event, trend, record) }
    }

    private mutating func tell(
        _ event: WatchEvent, _ trend: HistoryTrend?, _ record: String
    ) async {
        let sentence = WatchWording.sentence(event, in: trend)
        metrics.take(event)
        say("\(event.name.uppercased()): \(sentence)")
        // Whatever becomes of the call, the event is not told twice.
        keepState()
        guard let command = options.onChange else { return }
        let order = try? job.subject.order(seed: nil)
        let call = WatchCall(command: command, secrets: order?.secrets ?? [], log: folder.log)
        let fault = await call.tell(
            event, sentence, series: folder.series, record: record,
            isStopped: { [signals] in signals.stops })
        if let fault {
            Terminal.warn("Note: \(fault).")
        }
    }

    // MARK: Another plan, and what is kept

    private mutating func reload() async {
        do {
            let next = try await makeJob()
            let isSame = next.plan.name == folder.series
            let place: WatchFolder
            do {
                place =
                    isSame
                    ? folder : try WatchFolder(options.history.folder, series: next.plan.name)
            } catch {
                await next.subject.stop()
                throw error
            }
            await job.subject.stop()
            job = next
            if !isSame {
                keepState()
                folder = place
                begin()
            }
            say("the plan was read anew. \(try job.announcement(options))")
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
