package import RunModel

/// The state of a running measurement, as its live view shows it.
package struct LiveSnapshot: Sendable, Equatable {
    package var elapsed: Duration
    /// Absent where the plan has no end in time.
    package var remaining: Duration?
    package var openStreams: Int
    package var eventsPerSecond: Double
    /// Over the run so far; absent before the first one.
    package var medianTimeToFirstToken: Duration?
    package var p99TimeToFirstToken: Duration?
    package var endedRequests: Int
    package var plannedRequests: Int?
    package var failures: Int
    /// Requests before the measured ones, which are counted apart from them.
    package var warmupRequests = 0
    package var rampRequests = 0
    /// How long the server still asks to be left alone.
    package var serverPause: Duration
    /// Where a limits run is; it has no end that could be planned, and what is refused is no failure of it.
    package var limits: LiveLimits?

    package init(
        elapsed: Duration, remaining: Duration?, openStreams: Int, eventsPerSecond: Double,
        medianTimeToFirstToken: Duration?, p99TimeToFirstToken: Duration?, endedRequests: Int,
        plannedRequests: Int?, failures: Int, serverPause: Duration = .zero
    ) {
        self.elapsed = elapsed
        self.remaining = remaining
        self.openStreams = openStreams
        self.eventsPerSecond = eventsPerSecond
        self.medianTimeToFirstToken = medianTimeToFirstToken
        self.p99TimeToFirstToken = p99TimeToFirstToken
        self.endedRequests = endedRequests
        self.plannedRequests = plannedRequests
        self.failures = failures
        self.serverPause = serverPause
    }
}

/// The step of a limits run.
package struct LiveLimits: Sendable, Equatable {
    /// What the latest request that ended was sent for; absent before the first.
    package var probe: ProbeStep?
    /// From 0.
    package var round: Int
    package var rounds: Int
    package var refused: Int
    /// Whether nothing is sent for a while, so that what was sent is forgotten.
    package var isResting: Bool
    /// How long it rests still, where that is known.
    package var restLeft: Duration?

    package init(probe: ProbeStep?, round: Int, rounds: Int, refused: Int, isResting: Bool) {
        self.probe = probe
        self.round = round
        self.rounds = rounds
        self.refused = refused
        self.isResting = isResting
    }
}

/// The one line that a run shows while it measures.
package enum LiveProgress {
    /// The line of a terminal of so many columns.
    package static func line(_ snapshot: LiveSnapshot, columns: Int) -> String {
        // The last column stays free: some terminals wrap when it is written.
        line(snapshot, width: max(columns - 1, 1))
    }

    /// One line without control sequences, for a log or a pipe.
    package static func plain(_ snapshot: LiveSnapshot) -> String {
        line(snapshot, width: .max)
    }

    /// The parts that fit, whole, in order of worth; a terminal too narrow for the first gets none.
    private static func line(_ snapshot: LiveSnapshot, width: Int) -> String {
        var line = ""
        let all = snapshot.limits.map { parts(snapshot, $0) } ?? parts(snapshot)
        for part in all {
            let longer = line.isEmpty ? part : line + "  " + part
            guard longer.count <= width else { break }
            line = longer
        }
        return line
    }

    private static func parts(_ snapshot: LiveSnapshot) -> [String] {
        let left = snapshot.remaining.map { " (\(QuantityFormat.clock($0)) left)" } ?? ""
        let planned = snapshot.plannedRequests.map { "/" + QuantityFormat.count($0) } ?? ""
        var parts = [
            QuantityFormat.clock(snapshot.elapsed) + left,
            QuantityFormat.count(snapshot.endedRequests) + planned + " done" + before(snapshot),
            Wording.plural(snapshot.openStreams, "stream"),
        ]
        if snapshot.serverPause > .zero {
            parts.append(
                "waiting \(QuantityFormat.clock(snapshot.serverPause)) as the server asked")
        }
        if snapshot.failures > 0 {
            parts.append("\(QuantityFormat.count(snapshot.failures)) failed")
        }
        if let median = snapshot.medianTimeToFirstToken {
            // Of fewer no percentile is printed at the end either.
            let tail =
                snapshot.endedRequests < 460
                ? nil
                : snapshot.p99TimeToFirstToken.map {
                    " p99 " + QuantityFormat.latency(milliseconds: $0.milliseconds)
                }
            parts.append(
                "TTFT p50 " + QuantityFormat.latency(milliseconds: median.milliseconds)
                    + (tail ?? ""))
        }
        parts.append(QuantityFormat.count(snapshot.eventsPerSecond.rounded()) + " events/s")
        return parts
    }

    /// ` + 5 warm-up + 12 ramp`: what is in none of the run's numbers.
    private static func before(_ snapshot: LiveSnapshot) -> String {
        [(snapshot.warmupRequests, "warm-up"), (snapshot.rampRequests, "ramp")]
            .filter { $0.0 > 0 }
            .map { " + \(QuantityFormat.count($0.0)) \($0.1)" }.joined()
    }

    private static func parts(_ snapshot: LiveSnapshot, _ limits: LiveLimits) -> [String] {
        var parts = [
            QuantityFormat.clock(snapshot.elapsed), LimitsWording.step(limits),
            Wording.plural(snapshot.endedRequests, "request") + " done",
        ]
        if limits.refused > 0 { parts.append("\(QuantityFormat.count(limits.refused)) refused") }
        if snapshot.failures > limits.refused {
            parts.append("\(QuantityFormat.count(snapshot.failures - limits.refused)) failed")
        }
        return parts + [Wording.plural(snapshot.openStreams, "stream")]
    }
}
