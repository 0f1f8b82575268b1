import Analysis
import Emulator
import RunModel
import VirtualServer
import Workload

/// A limits run against a server in virtual time, judged.
struct VirtualVerification: Sendable {
    var server = VirtualServer()
    var plan = LimitsPlan()

    init(_ change: (inout LimitPolicy) -> Void = { _ in }) {
        server.timeToFirstToken = .milliseconds(200)
        server.gap = .milliseconds(30)
        server.gapJitter = 0.2
        server.timeToFirstTokenJitter = 0.2
        // An edge of fixed windows somewhere.
        server.age = .milliseconds(17_300)
        change(&server.policy)
        plan.statedStreams = server.policy.streams.limit
        plan.statedRequests = server.policy.requests.limit
        plan.window = TimeSpan(server.policy.window.length)
    }

    /// With `interruption` everything is cut off then, if the run lasts so long.
    func run(
        until interruption: Duration? = nil, telling correction: CostCorrection? = nil
    ) -> (LimitsSummary, VirtualRun) {
        let run = server.run(
            LimitsSession(plan, correction: correction, reading: RequestWindow.reading),
            until: interruption ?? .seconds(3600))
        var runPlan = RunPlan()
        runPlan.limits = plan
        var manifest = RunManifest(
            version: "test", plan: runPlan,
            clock: ClockAnchors(
                originMonotonicNanoseconds: run.origin.nanoseconds, originRealtimeNanoseconds: 0),
            endpoint: "http://127.0.0.1", started: "2026-01-01T00:00:00Z")
        manifest.ending = interruption != nil && !run.isFinished ? .interrupted : .completed
        var chunks = LimitsChunks()
        for chunk in run.chunks { chunks.add(chunk) }
        let summary = LimitsSummary(manifest: manifest, requests: run.requests, chunks: chunks)
        return (summary, run)
    }
}

extension LimitsSummary {
    subscript(_ subject: LimitFinding.Subject) -> LimitFinding? {
        findings.first { $0.subject == subject }
    }
}
