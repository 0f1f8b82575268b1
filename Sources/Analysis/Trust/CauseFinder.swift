internal import RunModel

/// Finds on whose account a check did not pass, from what the record tells of each party.
///
/// What happened in the run is laid at the server's door only where nothing says that this client was late.
struct CauseFinder {
    let record: JudgedRecord
    let numbers: RunNumbers
    /// All that were looked at.
    let checks: [ValidityCheck]
    /// How the streams came, where it was looked at.
    let shape: StreamShape?

    func cause(of check: ValidityCheck) -> Cause {
        switch check.kind {
        case .lateness, .readDelay, .clientLoad, .implausibleStamps, .unreadableRows, .calibration:
            .client
        case .startLag: isWaitPlanned ? .plan : .client
        case .replayLag:
            isWaitPlanned || record.manifest.client.delayedStarts > 0 ? .plan : .client
        case .stamps: record.manifest.plan.target.unixSocket == nil ? .client : .plan
        case .shards, .shardClocks: .client
        case .shardDifference: .network
        case .ending: ending
        case .planned: shortfall
        case .streams, .meanStreams: isClientSlow ? .client : shortfall
        case .delayedStarts, .window, .cut: .plan
        case .samples, .failures, .pairs: failing(check.mode) ?? .plan
        case .brokenEvents, .otherUsers, .preemptions: .server
        case .coalescing, .uncertainArrivals:
            isOfHeldStreams(check) ? .serverOrNetwork : arriving(check)
        case .stampError: isLate(check.mode, by: check.value / 2) ? .client : .network
        case .littlesLaw: isClientSlow ? .client : isUnsteady ? .server : .plan
        case .overload, .step: isClientSlow ? .client : .server
        case .trend: isClientSlow ? .client : isWaitPlanned ? .plan : .server
        case .pause: pause(check)
        }
    }

    // MARK: The plan and its end

    private var ending: Cause {
        switch record.manifest.ending {
        case .completed, .interrupted: .plan
        // Whoever the failures are laid to that ended it; a pause that was too long is the server's.
        case .endedEarly: failing(nil) ?? .server
        case .recordFailed, .unfinished: .client
        }
    }

    /// In an open loop the schedule stands while the plan's own limits hold starts back.
    private var isWaitPlanned: Bool {
        record.isOpenLoop
            && record.manifest.isHeldByPlan(
                requests: record.measured.count, seconds: record.window.seconds)
    }

    /// Why less was sent than asked for.
    private var shortfall: Cause {
        if record.manifest.ending == .endedEarly { return ending }
        return record.manifest.isHeldByServer ? failing(nil) ?? .server : .plan
    }

    private var isUnsteady: Bool {
        checks.contains {
            [.overload, .trend, .step, .pause].contains($0.kind) && $0.verdict != .trustworthy
        }
    }

    // MARK: The client

    /// Whether the client was late or busy for much of the run, and not only once: then what changed in it may be
    /// the client's own doing.
    private var isClientSlow: Bool {
        checks.contains { check in
            guard check.verdict != .trustworthy else { return false }
            switch check.kind {
            case .clientLoad, .readDelay: return true
            case .startLag: return !isWaitPlanned
            case .lateness:
                return modes(check.mode).contains {
                    ($0.lateness.all?.p90.value ?? 0) >= check.careLimit
                }
            default: return false
            }
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
        return lossy * 2 > streams.count ? .network : .server
    }

    // MARK: The way

    /// Whether streams that were held back before they came here explain it: what is let go at once comes in few reads.
    private func isOfHeldStreams(_ check: ValidityCheck) -> Bool {
        guard check.mode != .nonStreaming, let shape, let flows = shape.flows else { return false }
        if shape.kind == .buffered { return true }
        guard shape.kind != .cannotTell, shape.kind != .notAStream else { return false }
        let held = Double(flows.inBursts + flows.heldToEnd) / Double(max(flows.told, 1))
        return held * 2 > check.value
    }

    private func arriving(_ check: ValidityCheck) -> Cause {
        if check.kind == .coalescing { return merging(check.mode) }
        return isBehindLoss(check.mode) ? .network : .client
    }

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
        return uncertain.count {
            $0.events.heldBackReads > 0 && ($0.way.outOfOrderSegments ?? 0) > 0
        } * 2 > uncertain.count
    }

    /// The party that most failures speak of; nil without failures.
    private func failing(_ mode: ResponseMode?) -> Cause? {
        let failures = requests(mode).filter(\.outcome.isFailure)
        let byCause = Dictionary(grouping: failures) { Cause(ofFailed: $0) }
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
    /// Of a request that failed.
    fileprivate init(ofFailed request: RequestRecord) {
        switch request.outcome {
        case .resolve, .timeoutConnect: self = .network
        case .generator: self = .client
        // The request was not what the server takes, or not allowed.
        case .http4xx: self = .plan
        case .timeoutTotal: self = request.wasUnderWay ? .plan : .server
        default: self = .server
        }
    }
}

extension RequestRecord {
    /// Whether output was still coming when its time ran out: no longer ago than twice its own longest gap, or
    /// the last tenth of that time.
    fileprivate var wasUnderWay: Bool {
        guard let last = instants.lastOutput, let closed = instants.closed,
            let started = instants.started
        else { return false }
        let silence = closed - last
        return silence * 10 < closed - started || silence <= (maxGap ?? .zero) * 2
    }
}
