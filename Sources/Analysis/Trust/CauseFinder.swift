internal import RunModel

/// Finds on whose account a check did not pass, from what the record tells of each party.
///
/// What happened in the run is laid at the server's door only where nothing says that this client was late.
struct CauseFinder {
    let record: JudgedRecord
    let numbers: RunNumbers
    /// All that were looked at.
    let checks: [ValidityCheck]

    func cause(of check: ValidityCheck) -> Cause {
        switch check.kind {
        case .startLag, .lateness, .readDelay, .clientLoad, .implausibleStamps: .client
        case .stamps: record.manifest.plan.target.unixSocket == nil ? .client : .plan
        case .ending: ending
        case .planned: record.manifest.ending == .completed && isHeldByServer ? .server : ending
        case .streams, .meanStreams: isClientLate ? .client : isHeldByServer ? .server : .plan
        case .delayedStarts, .window, .cut: .plan
        case .samples: successesAreFew ? (failing(check.mode) ?? .plan) : .plan
        case .failures, .pairs: failing(check.mode) ?? .server
        case .coalescing: merging(check.mode)
        case .uncertainArrivals: isBehindLoss(check.mode) ? .network : .client
        case .stampError: isLate(check.mode, by: check.value / 2) ? .client : .network
        case .littlesLaw: isClientLate ? .client : isUnsteady ? .server : .plan
        case .overload, .trend, .step: isClientLate ? .client : .server
        case .pause: pause(check)
        }
    }

    // MARK: The plan and its end

    private var ending: Cause {
        switch record.manifest.ending {
        case .completed, .interrupted: .plan
        case .endedEarly: .server
        case .recordFailed, .unfinished: .client
        }
    }

    private var isHeldByServer: Bool {
        let held = record.manifest.client.heldBack
        return held.serverSeconds + (held.failuresSeconds ?? 0) > held.requestRateSeconds
    }

    private var successesAreFew: Bool { record.measured.contains { $0.outcome.isFailure } }

    private var isUnsteady: Bool {
        checks.contains {
            [.overload, .trend, .step, .pause].contains($0.kind) && $0.verdict != .trustworthy
        }
    }

    // MARK: The client

    private var isClientLate: Bool {
        checks.contains {
            [.startLag, .clientLoad, .lateness, .readDelay].contains($0.kind)
                && $0.verdict != .trustworthy
        }
    }

    /// Whether one turn of a hundred came that late.
    private func isLate(_ mode: ResponseMode?, by milliseconds: Double) -> Bool {
        modes(mode).contains { ($0.lateness.all?.tail.value ?? 0) >= milliseconds }
    }

    /// The client missed at least half of it itself, or its streams were waiting behind lost segments.
    private func pause(_ check: ValidityCheck) -> Cause {
        let half = check.value * 1000 / 2
        if numbers.modes.contains(where: { ($0.lateness.all?.max.value ?? 0) >= half }) {
            return .client
        }
        let streams = record.measured.filter { $0.mode == .streaming }
        let lossy = streams.count { ($0.way.outOfOrderSegments ?? 0) > 0 }
        return lossy * 2 > streams.count ? .network : isClientLate ? .client : .server
    }

    // MARK: The way

    /// Events that came in one segment were written together. Others met on the way, or in the kernel, where they
    /// waited for this client or for a segment that was lost.
    private func merging(_ mode: ResponseMode?) -> Cause {
        let requests = requests(mode)
        let together = requests.reduce(0) { $0 + $1.events.coalesced }
        let apart = requests.reduce(0) { $0 + min($1.events.uncertain, $1.events.coalesced) }
        if apart * 2 < together { return .server }
        return isBehindLoss(mode) || !isLate(mode, by: 1) ? .network : .client
    }

    /// Whether most of the answers with uncertain arrivals had bytes that waited behind a lost segment.
    private func isBehindLoss(_ mode: ResponseMode?) -> Bool {
        let uncertain = requests(mode).filter { $0.events.uncertain > 0 }
        return uncertain.count { $0.events.heldBackReads > 0 } * 2 > uncertain.count
    }

    /// The party that most failures speak of; nil without failures.
    private func failing(_ mode: ResponseMode?) -> Cause? {
        let failures = requests(mode).filter(\.outcome.isFailure)
        let byCause = Dictionary(grouping: failures) { Cause(of: $0.outcome) }
        let order: [Cause] = [.server, .network, .plan, .client]
        return order.filter { byCause[$0] != nil }
            .max { byCause[$0]?.count ?? 0 < byCause[$1]?.count ?? 0 }
    }

    private func modes(_ mode: ResponseMode?) -> [ModeNumbers] {
        numbers.modes.filter { mode == nil || $0.mode == mode }
    }

    private func requests(_ mode: ResponseMode?) -> [RequestRecord] {
        record.measured.filter { mode == nil || $0.mode == mode }
    }
}

extension Cause {
    fileprivate init(of outcome: Outcome) {
        switch outcome {
        case .resolve, .timeoutConnect: self = .network
        case .generator: self = .client
        default: self = .server
        }
    }
}
