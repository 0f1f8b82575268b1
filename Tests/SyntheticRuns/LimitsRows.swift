package import Analysis
package import RunModel

/// The rows of a limits run that a test writes by hand, and what is judged from them. Times are seconds since the origin.
package struct LimitsRows {
    package static let origin = MonotonicInstant(nanoseconds: 1_000_000_000)

    package var requests: [RequestRecord] = []
    package var chunks = LimitsChunks()
    private let statedStreams: Int

    package init(statedStreams: Int) {
        self.statedStreams = statedStreams
    }

    package static func at(_ seconds: Double) -> MonotonicInstant { origin + .seconds(seconds) }

    /// A stream whose head comes with its first token; `first` is nil where it never was let in.
    package static func stream(
        _ request: Int, _ probe: ProbeStep, round: Int = 0, sent: Double, first: Double?,
        closed: Double, _ outcome: Outcome = .ok, _ departure: Departure? = nil
    ) -> RequestRecord {
        var record = RequestRecord(
            request: request, round: round, phase: .measured, mode: .streaming, worker: 0)
        record.instants.sent = at(sent)
        record.instants.head = first.map(at)
        record.instants.firstOutput = first.map(at)
        record.instants.closed = at(closed)
        record.status = first == nil ? nil : 200
        record.outcome = outcome
        record.departure = departure
        record.probe = probe
        return record
    }

    package func summary(_ ending: RunEnding = .completed) -> LimitsSummary {
        var plan = RunPlan()
        plan.limits = LimitsPlan()
        plan.limits?.statedStreams = statedStreams
        plan.limits?.statedRequests = 1000
        var manifest = RunManifest(
            version: "test", plan: plan,
            clock: ClockAnchors(
                originMonotonicNanoseconds: Self.origin.nanoseconds, originRealtimeNanoseconds: 0),
            endpoint: "http://127.0.0.1", started: "2026-01-01T00:00:00Z")
        manifest.ending = ending
        return LimitsSummary(manifest: manifest, requests: requests, chunks: chunks)
    }
}

extension LimitsSummary {
    /// The line about the number of streams.
    package var streams: LimitFinding? { findings.first { $0.subject == .concurrentStreams } }
}
