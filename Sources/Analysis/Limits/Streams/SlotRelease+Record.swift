internal import RunModel

extension SlotRelease {
    /// By cause, of streams and then of whole answers; causes without a sample are left out.
    static func releases(_ record: LimitsRecord, _ ceiling: StreamCeiling?) -> [SlotRelease] {
        guard let ceiling, ceiling.behaviour == .rejected || ceiling.behaviour == .queued else {
            return []
        }
        let victims = Dictionary(
            record.requests.map { ($0.request, $0) }, uniquingKeysWith: { first, _ in first })
        var samples: [Key: [Sample]] = [:]
        if ceiling.behaviour == .queued {
            for (cause, sample) in queueSamples(record, slots: ceiling.mostOpen) {
                samples[Key(cause: cause, isWholeAnswer: false), default: []].append(sample)
            }
        } else {
            let attempts = Dictionary(grouping: record.requests.filter { isAttempt($0) }) {
                $0.follows ?? -1
            }
            for (victim, attempts) in attempts {
                guard let victim = victims[victim], let cause = victim.cause,
                    let sample = sample(victim, attempts, record)
                else { continue }
                let key = Key(cause: cause, isWholeAnswer: victim.mode == .nonStreaming)
                samples[key, default: []].append(sample)
            }
        }
        let answerLength = record.patience ?? .seconds(1)
        return [false, true].flatMap { isWhole in
            Cause.allCases.compactMap { cause in
                let key = Key(cause: cause, isWholeAnswer: isWhole)
                guard let found = samples[key] else { return nil }
                // The same order each time, and most have the same low end.
                let sorted = found.sorted {
                    ($0.lowMilliseconds, $0.highMilliseconds ?? .infinity)
                        < ($1.lowMilliseconds, $1.highMilliseconds ?? .infinity)
                }
                return SlotRelease(
                    cause: cause, isWholeAnswer: isWhole,
                    kind: kind(of: sorted, cause, tolerance: answerLength.milliseconds * 0.25),
                    samples: sorted)
            }
        }
    }

    private struct Key: Hashable {
        var cause: Cause
        var isWholeAnswer: Bool
    }

    private static func isAttempt(_ request: RequestRecord) -> Bool {
        switch request.probe {
        case .releaseEnd, .releaseCancel, .releaseCut, .releaseWholeEnd, .releaseWholeCancel,
            .releaseWholeCut:
            true
        default: false
        }
    }

    // MARK: One sample

    /// From the end of `victim` to the first of the attempts that was let in; nil where another stream ended
    /// meanwhile, whose slot it may be.
    private static func sample(
        _ victim: RequestRecord, _ attempts: [RequestRecord], _ record: LimitsRecord
    ) -> Sample? {
        guard let end = victim.instants.closed else { return nil }
        let attempts = attempts.sorted { $0.request < $1.request }
        let letIn = attempts.first { $0.reception == .accepted && !record.isKeptWaiting($0) }
        let refused = attempts.filter {
            record.isTurnedAway($0) && $0.request < letIn?.request ?? .max
        }
        guard letIn != nil || !refused.isEmpty else { return nil }
        let low = refused.compactMap(\.instants.sent).last.map { ($0 - end).milliseconds } ?? 0
        let high = letIn.flatMap { $0.instants.head ?? $0.instants.firstOutput }
        let last = high ?? refused.compactMap(\.instants.closed).last ?? end
        guard !record.crowd.hasEnd(after: end, before: last) else { return nil }
        return Sample(
            lowMilliseconds: max(0, low), highMilliseconds: high.map { ($0 - end).milliseconds },
            remainingMilliseconds: remaining(victim, record))
    }

    /// Where streams are kept waiting: from an end to the next first output of one that waited.
    private static func queueSamples(
        _ record: LimitsRecord, slots: Int
    ) -> [(Cause, Sample)] {
        let waiters = record.requests.filter {
            record.isKeptWaiting($0) && $0.instants.firstOutput != nil
        }
        let streams = record.requests.filter {
            $0.mode == .streaming && $0.instants.firstOutput != nil
        }
        // A first output may take longer than any that was seen alone.
        let usual = (record.longestFirstOutput ?? .zero) * 2
        return waiters.compactMap { waiter in
            guard let sent = waiter.instants.sent, let first = waiter.instants.firstOutput
            else { return nil }
            // The one end that can have let it in.
            let ends = streams.filter {
                guard let closed = $0.instants.closed, $0.request != waiter.request else {
                    return false
                }
                return closed > sent && closed < first
            }
            guard ends.count == 1, let victim = ends.first, let cause = victim.cause,
                let end = victim.instants.closed,
                // A slot that no stream under way had may be that of one that was left before.
                record.crowd.open(at: end) >= slots - 1
            else { return nil }
            let high = (first - end).milliseconds
            return (
                cause,
                Sample(
                    lowMilliseconds: max(0, high - usual.milliseconds), highMilliseconds: high,
                    remainingMilliseconds: remaining(victim, record))
            )
        }
    }

    /// How much longer an answer that was left would have lasted.
    private static func remaining(_ victim: RequestRecord, _ record: LimitsRecord) -> Double? {
        guard victim.departure != nil, let tokens = victim.maxTokens, let gap = record.tokenGap,
            let closed = victim.instants.closed
        else { return nil }
        let usual = record.longestFirstOutput ?? .zero
        guard let begin = victim.instants.firstOutput ?? victim.instants.sent.map({ $0 + usual })
        else { return nil }
        return max(0, (begin + gap * (tokens - 1) - closed).milliseconds)
    }

    // MARK: All samples of a cause

    private static func kind(of samples: [Sample], _ cause: Cause, tolerance: Double) -> Kind? {
        let seen = samples.filter { $0.highMilliseconds != nil }
        guard !seen.isEmpty else { return .notSeen }
        if samples.allSatisfy({ $0.lowMilliseconds == 0 }) { return .atOnce }
        guard seen.count == samples.count else { return nil }
        // One delay explains all samples where their intervals have something in common.
        let slack = tolerance * 0.25
        let lowest = seen.map(\.lowMilliseconds).max() ?? 0
        let highest = seen.compactMap(\.highMilliseconds).min() ?? 0
        let isOneDelay = lowest <= highest + slack
        let isNatural = seen.allSatisfy {
            guard let remaining = $0.remainingMilliseconds, let high = $0.highMilliseconds
            else { return false }
            let room = tolerance + remaining * 0.2
            return remaining >= $0.lowMilliseconds - room && remaining <= high + room
        }
        switch (isOneDelay, isNatural && cause != .end) {
        case (true, false): return .afterDelay
        case (false, true): return .atNaturalEnd
        case (true, true), (false, false): return nil
        }
    }
}

extension RequestRecord {
    /// How it left its slot; nil where it broke.
    var cause: SlotRelease.Cause? {
        switch departure {
        case .close?: .cancel
        case .reset?: .cut
        case nil: outcome.isSuccess ? .end : nil
        }
    }
}
