package import RunModel
internal import Statistics

extension RunProfile {
    /// Judges a record as far as comparing needs it. Chunk rows are not looked at.
    ///
    /// - Parameters:
    ///   - name: What the run is to be called.
    ///   - manifest: The run's manifest.
    ///   - requests: All rows of requests.csv, in any order.
    ///   - histograms: The pooled samples of measured requests.
    ///   - target: Of a run with several targets the one that is meant.
    package init(
        name: String, manifest: RunManifest, requests: [RequestRecord], histograms: HistogramSet,
        target: Int? = nil
    ) {
        let ordered = requests.sorted { $0.request < $1.request }
        let whole = JudgedRecord(
            manifest: manifest, requests: ordered, histograms: histograms, chunks: nil)
        let validity = Validity(whole, whole.numbers())
        self.init(name: name, manifest: manifest, target: target, validity: validity)
        guard manifest.plan.limits == nil else { return }
        if target != nil { forgetChangesOfLevel() }
        let record = target.map { whole.ofTarget($0) } ?? whole
        modes = record.modes.map { ModeProfile(record, $0) }
        // Also what is of no pair of blocks, as where a side failed in its first.
        failure = OutcomeCount.mostFrequentFailure(
            of: whole.measured.filter { target == nil || $0.target == target })
    }

    /// Of a limits run, by what its summary found.
    package init(name: String, limits summary: LimitsSummary) {
        let checks: [ValidityCheck] = []
        self.init(
            name: name, manifest: summary.manifest, target: nil,
            validity: Validity(
                verdict: summary.isUsable ? .trustworthy : .notTrustworthy, checks: checks))
        var found = LimitsProfile()
        found.found = FoundLimits(summary)
        // A number that was not told to be the ceiling is none.
        let isTold = summary.finding(.concurrentStreams)?.verdict != .cannotTell
        if let ceiling = summary.ceiling, isTold {
            if let exact = ceiling.ceiling {
                found.streamCeiling = LimitsProfile.Bounds(
                    low: ceiling.low ?? Double(exact), high: ceiling.high ?? Double(exact))
            } else if let low = ceiling.low, let high = ceiling.high {
                found.streamCeiling = LimitsProfile.Bounds(low: low, high: high)
            }
        }
        if let window = summary.window, !window.candidates.isEmpty {
            // In the stated window, so that a run which found a shorter span is not compared by its share.
            found.windowRequests = LimitsProfile.Bounds(
                low: (window.candidates.map(\.limitLow).min() ?? 0) * window.partsOfStated,
                high: (window.candidates.map(\.limitHigh).max() ?? 0) * window.partsOfStated)
            found.windowSeconds = window.statedSeconds ?? window.lengthSeconds
        }
        limits = found
    }

    init(name: String, manifest: RunManifest, target: Int?, validity: Validity) {
        self.name = name
        started = manifest.started
        version = manifest.version
        let isOther = (target ?? 0) > 0
        endpoint = isOther ? manifest.againstEndpoint ?? "" : manifest.endpoint
        let otherModel = isOther ? manifest.plan.otherSide?.request.model : nil
        model = otherModel ?? manifest.plan.request.model
        originNanoseconds = manifest.clock.originRealtimeNanoseconds
        ending = manifest.ending
        endReason = manifest.notices.last { $0.kind == .endedEarly }?.text
        trust = validity.verdict
        reasons = validity.reasons
        (work, circumstances) = Self.items(of: manifest, isOtherSide: isOther)
    }

    /// Where two targets take turns, levels change with the turn, which says nothing of either; what one of
    /// them did from its first block to its last is measured as its drift.
    private mutating func forgetChangesOfLevel() {
        let changing: Set<ValidityCheck.Kind> = [
            .step, .trend, .window, .meanStreams, .littlesLaw, .streams,
        ]
        reasons.removeAll { changing.contains($0.kind) }
        trust = reasons.map(\.verdict).max() ?? .trustworthy
    }
}

extension ModeProfile {
    init(_ record: JudgedRecord, _ mode: ResponseMode) {
        self.mode = mode
        let all = ModeRequests(record: record, mode: mode, round: nil)
        outputTokens = GroupedSample(all.successes.compactMap { $0.countedTokens.map(Double.init) })
        outputEvents = GroupedSample(all.successes.map { Double($0.events.output) })
        promptTokens = GroupedSample(
            all.successes.compactMap { $0.tokens.prompt.map(Double.init) })
        finishReasons = FinishCount.counts(of: all.successes)
        medianGapMilliseconds =
            mode == .streaming ? all.histogram(.interChunkLatency)?.quantile(0.5) : nil
        let first = record.measured.map(\.instants.scheduled).min()
        rounds = ModeRounds(record: record, mode: mode).numbers().compactMap { numbers in
            numbers.round.map { round in
                RoundProfile(
                    numbers, ModeRequests(record: record, mode: mode, round: round),
                    since: first ?? record.manifest.origin)
            }
        }
        hints = Self.hints(all)
        curves = [
            QuantileCurve(
                MetricName(.timeToFirstToken),
                SortedSample(all.begun.compactMap { $0.timeToFirstToken?.milliseconds })),
            all.histogram(.interChunkLatency).flatMap {
                mode == .streaming ? QuantileCurve(MetricName(.interChunkLatency), $0) : nil
            },
            QuantileCurve(
                MetricName(.endToEnd),
                SortedSample(all.whole.compactMap { $0.endToEnd?.milliseconds })),
        ].compactMap { $0 }
    }

    private static func hints(_ all: ModeRequests) -> [HintValue] {
        func median(
            _ kind: HintValue.Kind, _ requests: [RequestRecord],
            _ span: (RequestRecord) -> Duration?
        ) -> HintValue? {
            SortedSample(requests.compactMap { span($0)?.milliseconds }).median
                .map { HintValue(kind: kind, value: $0, unit: .milliseconds) }
        }
        func share(_ kind: HintValue.Kind, _ part: Int, _ whole: Int) -> HintValue? {
            whole == 0
                ? nil
                : HintValue(kind: kind, value: Double(part) / Double(whole), unit: .share)
        }
        let counted = all.successes.filter { ($0.countedTokens ?? 0) > 0 }
        let events = counted.reduce(0) { $0 + $1.events.output }
        let tokens = counted.compactMap(\.countedTokens).reduce(0, +)
        let prompts = all.successes.compactMap(\.tokens.prompt)
        return [
            median(.connect, all.requests.filter { $0.connection == .cold }) { $0.connectTime },
            median(.firstByte, all.begun) { $0.timeToFirstByte },
            median(.queueing, all.begun) { $0.scheduleLag },
            events == 0
                ? nil
                : HintValue(
                    kind: .tokensPerEvent, value: Double(tokens) / Double(events), unit: .ratio),
            share(
                .coldShare, all.requests.count { $0.connection == .cold },
                all.requests.count { $0.connection != nil }),
            prompts.isEmpty
                ? nil
                : HintValue(
                    kind: .promptTokens,
                    value: Double(prompts.reduce(0, +)) / Double(prompts.count), unit: .tokens),
            median(.roundTrip, all.requests) { $0.way.leastRoundTrip ?? $0.way.roundTrip },
            share(
                .coalesced, all.requests.reduce(0) { $0 + $1.events.coalesced },
                all.requests.reduce(0) { $0 + $1.events.output }),
        ].compactMap { $0 }
    }
}

extension QuantileCurve {
    /// Nil without values.
    init?(_ metric: MetricName, _ values: some RankedValues) {
        guard values.count > 0 else { return nil }
        self.metric = metric
        count = values.count
        milliseconds = (0..<Self.points).compactMap {
            values.quantile((Double($0) + 0.5) / Double(Self.points))
        }
    }
}
