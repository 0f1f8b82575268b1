internal import RunModel

/// What turned others away: the number of streams, or something else.
extension CeilingFindings {
    /// Whether what turned others away was the number of streams: the rate was kept to all the time, one was
    /// let in when another had ended, or another round came to the same number right after all had ended.
    func isRelieved(_ number: Int, _ rounds: [StreamCeiling.Round]) -> Bool {
        if ceiling?.behaviour == .unanswered, !isAnsweredLater { return false }
        guard let rate = RateSuspicion(record, window) else {
            let isRateKept = record.plan.statedRequests != nil
            let agreeing = rounds.count {
                $0.mostOpen == number && $0.turnedAwayAt.contains(number)
            }
            let isFilledAgain = !record.plan.probes.contains(.release) && agreeing > 1
            return isRateKept && isRelievedEver || isRelievedAtOnce || isRelievedLate
                || isFilledAgain || isAnsweredLater && agreeing > 1
        }
        return !rate.mayHaveRefusedExcess
    }

    private var isRelievedEver: Bool {
        // Where nobody asked for a slot that was left, nothing speaks against it.
        !record.requests.contains { $0.follows != nil && $0.probe?.isOfWindow == false }
            || ceiling?.behaviour == .queued || isAnsweredLater
            || releases.contains { $0.kind != .notSeen }
    }

    /// Whether one was served that asked for a slot that was left.
    private var isAnsweredLater: Bool {
        ceiling?.behaviour == .unanswered
            && record.requests.contains {
                $0.follows != nil && $0.probe?.isOfWindow == false
                    && $0.instants.firstOutput != nil && !record.isKeptWaiting($0)
            }
    }

    /// Whether one was let in for a slot just after another had been refused without.
    private var isRelievedAtOnce: Bool {
        let refused = record.requests.filter {
            ($0.probe == .excess || $0.probe == .shortExcess) && record.isTurnedAway($0)
        }
        .compactMap(\.instants.closed)
        return record.requests.contains { request in
            guard let victim = request.follows, request.reception == .accepted,
                let sent = request.instants.sent,
                let left = record.requests.first(where: { $0.request == victim })?.instants.closed
            else { return false }
            let earliest = sent + record.plan.window.duration * -0.01
            return refused.contains { $0 <= left && $0 >= earliest }
        }
    }

    /// Whether slots were freed late, but always alike.
    private var isRelievedLate: Bool {
        if ceiling?.behaviour == .queued { return releases.contains { $0.kind != .notSeen } }
        return releases.contains {
            ($0.kind == .afterDelay || $0.kind == .atNaturalEnd) && $0.samples.count >= 3
        }
    }

    /// Whether a round reached the number without a stream that broke before, or broken ones leave their slots
    /// at once.
    func isUndisturbed(_ number: Int, _ rounds: [StreamCeiling.Round]) -> Bool {
        let isCutFreeAtOnce = releases.contains {
            $0.cause == .cut && !$0.isWholeAnswer && $0.kind == .atOnce
        }
        return isCutFreeAtOnce
            || rounds.contains { $0.mostOpen == number && !hasBroken($0.round) }
    }

    private func hasBroken(_ round: Int) -> Bool {
        let opened = record.requests.filter {
            $0.round == round && $0.probe?.isOfFilling == true
        }
        let last = opened.filter(record.isTurnedAway).compactMap(\.instants.closed).max()
        return opened.contains { stream in
            guard let closed = stream.instants.closed, let last else { return false }
            return stream.outcome.isFailure && stream.instants.firstOutput != nil && closed <= last
        }
    }
}
