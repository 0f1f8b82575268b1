/// How far the steps of a limits run go, and about how many requests they take.
extension LimitsPlan {
    package static let baselineStreams = 3
    /// Those streams, and a whole answer.
    package static let baselineRequests = baselineStreams + 1

    /// How often a slot is freed in each way, in a round.
    package static let releaseCycles = 2
    /// Where each slot is free at once: one a way, and what whole answers take.
    package static let releaseRequests = 3 * releaseCycles + 5

    /// How much later than a told wait a request has to be refused for the wait to be too short.
    package static func tolerance(of wait: Duration) -> Duration { .milliseconds(20) + wait / 100 }

    package var leakCount: Int { leaks ?? 20 }

    /// Pauses before the slots are filled once more, where some were lost.
    package static let leakPauses: [Duration] = [
        .seconds(2), .seconds(5), .seconds(10), .seconds(20),
    ]

    /// Ways to leave a stream that are looked at for leaks.
    package static let leakCauses: [Departure] = [.close, .reset]

    /// What one filling takes by which lost slots are counted, where so many streams fit in.
    package static func leakFilling(_ streams: Int) -> Int { streams + 3 }

    /// Attempts that have to be turned away in a row, and that may wait at a time.
    package var attemptsBeyond: Int { max(margin, 2) }

    /// Streams at a time with which a search ends that met no limit.
    package var highestGoal: Int {
        statedStreams.map { max(2 * $0, $0 + margin) } ?? maxStreams
    }

    package var opensStreams: Bool { probes.contains(.streams) || probes.contains(.release) }

    /// Whether as many streams as fit in are opened at once too, after the rounds.
    package var looksAtBursts: Bool { probes.contains(.streams) }

    /// What the steps before the window take, about.
    package var requestsBeforeWindow: Int {
        guard opensStreams else { return Self.baselineRequests }
        let filled = (statedStreams ?? maxStreams) + margin
        let released = probes.contains(.release) ? Self.releaseRequests : 0
        let burst = looksAtBursts ? filled : 0
        return Self.baselineRequests + (filled + released) * rounds + burst
    }

    /// What comes first of a window's requests. More than a half, or what is counted in halves of the window would let in
    /// the same.
    package func firstShare(of limit: Int) -> Int { (limit * 3 + 4) / 5 }

    /// What the pattern takes at most in which a window of `limit` requests is used up: most of them, the rest or
    /// the whole, and what two turns of the window give back.
    package func windowRequests(for limit: Int) -> Int {
        firstShare(of: limit) + 3 * limit + margin + 60 + earlyLook
    }

    /// What it usually takes: with what two more windows let in while their length is looked for.
    package func usualWindowRequests(for limit: Int) -> Int {
        windowRequests(for: limit) + 2 * limit
    }

    /// Whether the bound on requests leaves no room for the stated window, as is announced.
    package var leavesOutWindow: Bool {
        guard probes.contains(.requests), let stated = statedRequests else { return false }
        return min(requestsBeforeWindow, maxRequests) + windowRequests(for: stated) > maxRequests
    }
}
