internal import Analysis
internal import RunModel

/// A pause that the server asked for, beside the checks that it makes fail.
extension Wording {
    /// Shorter ones move no check.
    private static let leastPauseSeconds = 0.1

    /// `; starts paused for 5.00 s, as the server's answers asked`; empty where no pause stands behind it.
    static func pause(behind check: ValidityCheck, _ held: HeldBack) -> String {
        guard check.verdict != .trustworthy, isMoved(check.kind),
            held.serverSeconds >= leastPauseSeconds
        else { return "" }
        return
            "; starts paused for \(QuantityFormat.quantity(held.serverSeconds, .seconds)), as the "
            + "server's answers asked (Retry-After, its words, or the reset of a used-up budget)"
    }

    /// Whether a time without starts makes fewer requests, fewer streams or another level of load.
    private static func isMoved(_ kind: ValidityCheck.Kind) -> Bool {
        switch kind {
        case .planned, .samples, .streams, .meanStreams, .window, .littlesLaw, .overload, .trend,
            .step:
            true
        // A start that a pause held back is scheduled at its end, and what is under way goes on.
        case .startLag, .replayLag, .delayedStarts, .pause, .lateness, .readDelay, .clientLoad:
            false
        case .ending, .shards, .shardClocks, .shardDifference, .unreadableRows, .stamps,
            .implausibleStamps, .coalescing,
            .uncertainArrivals, .stampError, .failures, .brokenEvents, .cut, .pairs, .otherUsers,
            .preemptions, .calibration:
            false
        }
    }
}
