package import RunModel
internal import Statistics

/// Whether a run's own numbers can be trusted: the worst of its checks.
package struct Validity: Codable, Sendable, Equatable {
    package var verdict: Verdict
    /// All that was looked at, in a fixed order, passed or not.
    package var checks: [ValidityCheck]

    /// The checks that did not pass, worst first.
    package var reasons: [ValidityCheck] {
        checks.filter { $0.verdict == .notTrustworthy }
            + checks.filter { $0.verdict == .withCare }
    }
}

package enum Verdict: String, Codable, Sendable, CaseIterable, Comparable {
    case trustworthy
    case withCare = "with_care"
    case notTrustworthy = "not_trustworthy"

    private var severity: Int {
        switch self {
        case .trustworthy: 0
        case .withCare: 1
        case .notTrustworthy: 2
        }
    }

    package static func < (left: Verdict, right: Verdict) -> Bool {
        left.severity < right.severity
    }
}

/// One thing that can make a run's numbers untrue, and how it stood.
package struct ValidityCheck: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// The run came to its end.
        case ending
        /// Enough successes for a median.
        case samples
        /// As many requests as planned.
        case planned
        /// Every shard of the plan is there.
        case shards
        /// The shards' clocks are known well enough to lay their instants beside each other.
        case shardClocks = "shard_clocks"
        /// First tokens come alike to all shards.
        case shardDifference = "shard_difference"
        /// Every row of the record could be read.
        case unreadableRows = "unreadable_rows"
        /// As many streams at a time as asked for.
        case streams
        /// Open loop: no start waited for a free stream.
        case delayedStarts = "delayed_starts"
        case replayLag = "replay_lag"
        /// The generator handed requests over in time.
        case startLag = "start_lag"
        /// Arrival times are the kernel's.
        case stamps
        /// Kernel stamps that could not be true.
        case implausibleStamps = "implausible_stamps"
        /// Events that came in one read.
        case coalescing
        /// Latencies that rest on arrivals known to an interval only.
        case uncertainArrivals = "uncertain_arrivals"
        /// The client came to its turns in time.
        case lateness
        /// The client read soon after arrival.
        case readDelay = "read_delay"
        /// Processor time of the workers.
        case clientLoad = "client_load"
        /// Our stamps against the server's own times.
        case stampError = "stamp_error"
        /// The percentiles speak of survivors.
        case failures
        /// Events of streams that were no JSON, whose output is lost.
        case brokenEvents = "broken_events"
        /// Requests still in flight when the run ended.
        case cut
        /// Closed loop: the mean of open streams, and not only their most.
        case meanStreams = "mean_streams"
        /// The window is long enough for a rate.
        case window
        /// What was open agrees with what ended.
        case littlesLaw = "littles_law"
        /// Open loop: the target kept up with what was offered.
        case overload
        /// Rounds that rise or fall.
        case trend
        /// A level that became another in the run.
        case step
        /// A silence of all streams at once.
        case pause
        /// Pairs of which one answer is missing.
        case pairs
        /// By its own metrics, the server has requests that are not ours.
        case otherUsers = "other_users"
        /// By its own metrics, requests lost their place in the batch, and streams of ours stalled then.
        case preemptions
        /// The load is no more than this machine was calibrated for.
        case calibration
    }

    package var kind: Kind
    package var verdict: Verdict
    package var mode: ResponseMode?
    package var value: Double
    /// Beyond the first, `with_care`; beyond the second, where there is one, `not_trustworthy`.
    package var careLimit: Double
    package var limit: Double?
    package var unit: SummaryUnit
    /// Which number it is of, where that differs from run to run.
    package var metric: MetricName?
    /// When it happened, in seconds since the run's first request was scheduled.
    package var atSeconds: Double?
    /// Nil where it passed.
    package var cause: Cause?

    /// Whether it makes the run's numbers untrue. That requests failed, waited or were left out at an early end is a
    /// number itself and no doubt of others.
    package var spoilsNumbers: Bool {
        switch kind {
        case .failures, .overload, .ending: false
        default: verdict == .notTrustworthy
        }
    }
}
