internal import RunModel
internal import Statistics

/// The thresholds, each with the reason it stands where it does (docs/metrics.md, "Can it be
/// trusted?").
extension Validity {
    /// `shape` says how the streams came, where chunk rows were looked at, `server` what the server said of itself.
    init(
        _ record: JudgedRecord, _ numbers: RunNumbers, _ shape: StreamShape? = nil,
        _ server: ServerSide? = nil
    ) {
        let finder = CheckFinder(record: record, numbers: numbers)
        let found: [ValidityCheck] =
            finder.runChecks() + LoadChecks(record: record, numbers: numbers).checks()
            + ServerChecks(server: server).checks()
            + CalibrationChecks(use: record.manifest.calibration).checks()
            + numbers.modes.flatMap { finder.checks(of: $0) }
        let told = found.filter(finder.saysSomething)
        let causes = CauseFinder(record: record, numbers: numbers, checks: found, shape: shape)
        checks = told.map { check in
            guard check.verdict != .trustworthy else { return check }
            var blamed = check
            blamed.cause = causes.cause(of: check)
            return blamed
        }
        verdict = checks.map(\.verdict).max() ?? .notTrustworthy
    }
}

private struct CheckFinder {
    let record: JudgedRecord
    let numbers: RunNumbers

    /// Whether a check says more than the run's end and its failures say already.
    ///
    /// Without a success there is no latency and no load whose trust could be in question. A run that was stopped
    /// has fewer requests than planned because of that.
    func saysSomething(_ check: ValidityCheck) -> Bool {
        switch record.manifest.ending {
        case .interrupted, .unfinished:
            if check.kind == .planned { return false }
        case .completed, .endedEarly, .recordFailed: break
        }
        // That the window is too short follows from the target's being too slow.
        if check.kind == .window, record.overload?.isFound == true { return false }
        let isAllFailed =
            !record.measured.isEmpty && !record.measured.contains(where: \.outcome.isSuccess)
        return !isAllFailed
            || [.ending, .planned, .unreadableRows, .failures, .cut].contains(check.kind)
    }

    // MARK: The run as a whole

    func runChecks() -> [ValidityCheck] {
        let client = record.manifest.client
        let reads = record.measured.reduce(0) { $0 + $1.events.reads }
        var checks = [ending()]
        if record.modes.isEmpty { checks.append(samples(nil)) }
        checks += [planned(), unreadableRows(), streams()].compactMap { $0 }
        checks += ShardChecks(record: record).checks()
        if record.isOpenLoop {
            // A start that waits makes an open loop wait for the server: beyond a few it is closed.
            checks.append(
                .over(
                    .delayedStarts,
                    ValidityCheck.part(client.delayedStarts, of: record.measured.count),
                    care: 0, limit: 0.05, .share))
        }
        // A refused stamp is replaced by the wake-up, so a few do no harm.
        checks.append(
            .over(
                .implausibleStamps, ValidityCheck.part(client.implausibleStamps, of: reads),
                care: 0.001,
                limit: 0.05, .share))
        // The first moments are all start: no load is told by less than a second.
        if let load = numbers.clientCPU?.value, record.window.seconds >= 1 {
            // Near one the next arrival finds the worker at work; stamps stay true, sends do not.
            checks.append(.over(.clientLoad, load, care: 0.85, limit: nil, .share))
        }
        let cut = record.measured.count { $0.outcome == .cut }
        // The slow ones are cut first: percentiles of the rest are too good.
        checks.append(
            .over(
                .cut, ValidityCheck.part(cut, of: record.measured.count), care: 0.05, limit: 0.5,
                .share))
        return checks
    }

    private func ending() -> ValidityCheck {
        let severity: Verdict =
            switch record.manifest.ending {
            case .completed: .trustworthy
            case .endedEarly, .interrupted, .unfinished: .withCare
            case .recordFailed: .notTrustworthy
            }
        return ValidityCheck(
            kind: .ending, verdict: severity, value: severity == .trustworthy ? 0 : 1,
            careLimit: 0, unit: .count)
    }

    /// Below 7 successes not even a median can be said; below 90 no p95. A mode without any has no
    /// numbers that could be wrong, as long as the other has some.
    private func samples(_ mode: ResponseMode?) -> ValidityCheck {
        let floor = QuantileRanks.sampleFloor(quantile: 0.5)
        let enough = QuantileRanks.sampleFloor(quantile: 0.95)
        let all = record.measured.count(where: \.outcome.isSuccess)
        let successes = record.measured.count {
            $0.outcome.isSuccess && (mode == nil || $0.mode == mode)
        }
        let isOnlyAbsent = successes == 0 && all >= floor
        return .under(
            .samples, Double(successes), care: Double(enough),
            limit: isOnlyAbsent ? nil : Double(floor), .count, mode)
    }

    private func planned() -> ValidityCheck? {
        let client = record.manifest.client
        let unsent =
            (client.unsentStarts ?? 0) + (client.overdueStarts ?? 0) + (client.missedStarts ?? 0)
        let planned =
            record.manifest.plannedRequests ?? (unsent > 0 ? record.measured.count + unsent : 0)
        guard planned > 0 else { return nil }
        return .under(
            .planned, ValidityCheck.part(record.measured.count, of: planned), care: 1, limit: nil,
            .share)
    }

    /// What stood in them is in no number. Nil of a record that is whole, as nearly all are.
    private func unreadableRows() -> ValidityCheck? {
        guard let rows = record.manifest.unreadableRows else { return nil }
        let most = Double(record.measured.count + rows) / 20
        return .over(.unreadableRows, Double(rows), care: 0, limit: most, .count)
    }

    private func streams() -> ValidityCheck? {
        // Counted to the end, which a run that was killed did not have.
        guard !record.isOpenLoop, !record.hasThinkers, record.manifest.ending != .unfinished
        else { return nil }
        let asked = record.streamsAsked
        guard asked > 0 else { return nil }
        return .under(
            .streams, Double(record.manifest.client.peakStreams), care: Double(asked),
            limit: nil, .count)
    }

    // MARK: One mode

    func checks(of mode: ModeNumbers) -> [ValidityCheck] {
        var checks = [samples(mode.mode)]
        if let lag = startLag(mode) { checks.append(lag) }
        if record.manifest.plan.load.replay != nil, let lag = mode.startLag.all?.tail.value {
            // Who replays a trace wants its arrivals, and not a load like it.
            checks.append(.over(.replayLag, lag, care: 10, limit: nil, .milliseconds, mode.mode))
        }
        if let share = mode.unstampedReads?.share.value {
            // Unstamped arrivals carry the client's own delay, as every tool's do.
            checks.append(.over(.stamps, share, care: 0.01, limit: nil, .share, mode.mode))
        }
        checks += gapChecks(mode)
        if let share = mode.failures?.share.value {
            // With more than half failed the median of all requests is infinite, and what the rest tells
            // is of a minority.
            checks.append(.over(.failures, share, care: 0.05, limit: 0.5, .share, mode.mode))
        }
        if mode.mode == .streaming {
            // What was in them is missing, and the gap around each is the sum of two.
            let streams = record.measured.filter { $0.mode == .streaming && $0.events.all > 0 }
            let broken = streams.count { $0.events.broken > 0 }
            checks.append(
                .over(
                    .brokenEvents, ValidityCheck.part(broken, of: streams.count), care: 0,
                    limit: nil, .share, mode.mode))
        }
        return checks
    }

    /// A late start moves load and, in open loop, latency. Below 10 ms, or a tenth of the median
    /// TTFT, no comparison would notice.
    private func startLag(_ mode: ModeNumbers) -> ValidityCheck? {
        guard let lag = mode.startLag.all?.tail.value else { return nil }
        let first = mode.timeToFirstToken.p50?.value ?? 0
        return .over(
            .startLag, lag, care: max(10, first / 10), limit: max(100, first), .milliseconds,
            mode.mode)
    }

    private func gapChecks(_ mode: ModeNumbers) -> [ValidityCheck] {
        // The mean, which is the streams' pace: the median is 0 where most events share reads.
        let gap = mode.interChunkLatency.mean?.value
        let first = mode.timeToFirstToken.p50?.value
        let delay = mode.readDelay.all?.tail.value
        var checks: [ValidityCheck] = []
        // The shortest thing measured; what the client adds must stay below it.
        let scale = [gap, first].compactMap { $0 }.filter { $0 > 0 }.min()
        // How late a read was says less where segments merged meanwhile, whose stamp is the latest's; how late
        // the client came to its turns is not hidden by that. Records of before have the former only.
        if let late = mode.lateness.all?.tail.value, let scale {
            // Lateness alone is no lie: what it leaves unknown is counted. But a late client sends late.
            checks.append(.over(.lateness, late, care: scale, limit: nil, .milliseconds, mode.mode))
        } else if let delay, let scale {
            checks.append(
                .over(.readDelay, delay, care: scale, limit: nil, .milliseconds, mode.mode))
        }
        checks.append(uncertainArrivals(mode))
        if mode.mode == .streaming, let share = mode.coalesced?.share.value {
            checks.append(.over(.coalescing, share, care: 0.1, limit: nil, .share, mode.mode))
        }
        if let error = stampError(mode, scale) { checks.append(error) }
        return checks
    }

    /// Half a round trip lies between the server's clock and ours in any case. What this client's lateness does
    /// not explain is the way's, which moves no stamp: then it is told, and is no reason to doubt them.
    private func stampError(_ mode: ModeNumbers, _ scale: Double?) -> ValidityCheck? {
        guard let error = mode.stampError.all?.tail.value, let scale else { return nil }
        let trip = mode.roundTrip.all?.p50.value ?? 0
        let late = mode.lateness.all?.tail.value ?? error
        return .over(
            .stampError, error, care: max(1, scale / 10) + trip,
            limit: late >= error / 2 ? max(1, scale) + trip : nil, .milliseconds, mode.mode)
    }

    /// Looks at what the uncertain arrivals can do to a percentile, and not at how many they are: a few of them
    /// move no median, and many that are known to a microsecond move nothing.
    private func uncertainArrivals(_ mode: ModeNumbers) -> ValidityCheck {
        let ends = [
            (mode.timeToFirstToken.all, mode.timeToFirstTokenLeast.all),
            (mode.interChunkLatency.all, mode.interChunkShortest.all),
            (mode.interChunkLatency.all, mode.interChunkLongest.all),
            (mode.maxGap.all, mode.maxGapLeast.all), (mode.maxGap.all, mode.maxGapMost.all),
        ]
        var verdict = Verdict.trustworthy
        for case (let value?, let other?) in ends {
            for (one, end) in zip(value.estimates, other.estimates) {
                guard one.statistic.quantile != nil, let stated = one.value,
                    let possible = end.value, abs(stated - possible) > max(1, stated / 50)
                else { continue }
                verdict = max(verdict, one.statistic == .p50 ? .notTrustworthy : .withCare)
            }
        }
        let shares = [mode.firstTokenUncertain, mode.gapsUncertain].compactMap { $0?.share.value }
        return ValidityCheck(
            kind: .uncertainArrivals, verdict: verdict, mode: mode.mode, value: shares.max() ?? 0,
            careLimit: 0, limit: nil, unit: .share)
    }
}
