import Analysis
import Foundation
import Reporting
import RunModel
import Statistics
import SyntheticRuns

/// Reports of runs as different as a report must bear, by name.
enum ReportKinds {
    static let names =
        runs.map(\.name) + limits.map { "limits-\($0.name)" } + ["several-runs"]
        + sides.map { "sides-\($0.name)" } + sweeps.map { "sweep-\($0.name)" }
        + capacities.map { "capacity-\($0.name)" }

    /// The page of that name.
    static func page(_ name: String) throws -> String {
        if let run = runs.first(where: { $0.name == name }) {
            return try HTMLReport(try run.summary()).rendered()
        }
        if let run = limits.first(where: { "limits-\($0.name)" == name }) {
            return try LimitsPage(run.summary()).rendered()
        }
        if let side = sides.first(where: { "sides-\($0.name)" == name }) {
            return try SidesPage(side.comparison()).rendered()
        }
        if let sweep = sweeps.first(where: { "sweep-\($0.name)" == name }) {
            return try SweepPage(sweep.reports()).rendered()
        }
        if let search = capacities.first(where: { "capacity-\($0.name)" == name }) {
            return try CapacityPage(search.search.summary()).rendered()
        }
        return try severalRuns()
    }

    private static let capacities: [(name: String, search: SyntheticCapacity)] = {
        var (streams, interrupted, never) = (
            SyntheticCapacity(), SyntheticCapacity(), SyntheticCapacity()
        )
        (streams.byConcurrency, streams.capacity) = (true, 40)
        interrupted.mostSteps = 2
        never.capacity = 1e-4
        return [
            ("found", SyntheticCapacity()), ("streams", streams), ("interrupted", interrupted),
            ("never", never),
        ]
    }()

    private static let sweeps: [(name: String, reports: @Sendable () -> [SweepReport])] = [
        ("open-loop", { [report(SyntheticSweep(), "sweep")] }),
        ("limited", { [report(limitedSweep, "sweep")] }),
        ("two", { [report(SyntheticSweep(), "before"), report(limitedSweep, "after")] }),
        ("empty", { [emptySweep] }),
    ]

    /// Slower in its second pass, and beyond what the client can follow.
    private static var limitedSweep: SyntheticSweep {
        var sweep = SyntheticSweep()
        sweep.seed = 12
        sweep.slowdown = 1.5
        sweep.limitedRates = [3.5, 6]
        return sweep
    }

    private static var emptySweep: SweepReport {
        var record = SyntheticSweep().record
        record.ending = .targetFailed
        return SweepReport(
            name: "empty", folder: "reports/empty", summary: SweepSummary(record, samples: [:]),
            steps: [])
    }

    private static func report(_ sweep: SyntheticSweep, _ name: String) -> SweepReport {
        let steps = sweep.steps()
        return SweepReport(
            name: name, folder: "reports/\(name)", summary: sweep.summary(of: steps),
            steps: steps.map { SweepReport.Step(step: $0.step, summary: $0.summary) })
    }

    private static let runs: [(name: String, summary: @Sendable () throws -> RunSummary)] = [
        ("one-request", oneRequest), ("two-seconds", twoSeconds), ("both-modes", bothModes),
        ("ten-thousand", tenThousand), ("all-failed", allFailed), ("no-stream", noStream),
        ("hostile", hostile), ("two-hours", twoHours), ("every-part", FullSummary.summary),
    ]

    private static let limits: [(name: String, summary: @Sendable () -> LimitsSummary)] = [
        ("truthful", { SyntheticLimits.truthful }), ("lying", { SyntheticLimits.lying }),
        ("untold", { SyntheticLimits.untold }), ("large", { SyntheticLimits.large }),
    ]

    private static let sides: [(name: String, comparison: @Sendable () -> SideComparison)] = [
        ("worse", { SyntheticSides.worse.comparison }),
        ("noisy", { SyntheticSides.noisy.comparison }),
        ("runs", { SyntheticSides.runs.comparison }),
        ("blocks", { SyntheticSides.blocks.comparison }), ("hostile", hostileSides),
    ]

    private static func severalRuns() throws -> String {
        let shown = try runs.map { name, summary in
            let summary = try summary()
            // A folder's name, as long as a folder's name may be, is what stands for a run.
            let folder = summary.manifest.plan.name.filter { $0 != "/" }.suffix(250)
            return RunsReport.Run(
                name: name == "hostile" ? String(folder) : name, folder: "reports/run",
                summary: summary)
        }
        return try RunsReport(shown).rendered()
    }

    private static func oneRequest() -> RunSummary {
        var run = SyntheticRun()
        run.requests = 1
        run.rounds = 1
        return run.record().summary()
    }

    private static func twoSeconds() -> RunSummary {
        var run = SyntheticRun()
        run.rate = 5
        run.requests = 10
        return run.record().summary()
    }

    private static func bothModes() -> RunSummary {
        var run = SyntheticRun()
        run.isPaired = true
        run.requests = 1200
        run.cost.share = 0.05
        run.breakOffEvery = 70
        run.hasWireBytes = true
        return run.record().summary()
    }

    private static func tenThousand() -> RunSummary {
        var run = SyntheticRun()
        run.requests = 10_000
        run.outputTokens = .uniform(4, 12)
        run.refusalEvery = 90
        run.stallEvery = 60
        return run.record().summary()
    }

    /// Nothing listened.
    private static func allFailed() -> RunSummary {
        var run = SyntheticRun()
        run.requests = 60
        run.keepsChunks = false
        var record = run.record()
        record.edit { _, request in
            let scheduled = request.instants.scheduled
            request.instants = RequestInstants()
            request.instants.scheduled = scheduled
            request.instants.started = scheduled
            request.instants.closed = scheduled + .milliseconds(1)
            request.connection = nil
            request.events = EventCounts()
            request.tokens = TokenCounts()
            request.bytes = ByteCounts()
            request.maxGap = nil
            request.maxGapEvent = nil
            request.maxReadDelay = nil
            request.status = nil
            request.finishReason = nil
            request.outcome = .connect
            request.message = "Failed to connect to 127.0.0.1 port 9: Connection refused"
        }
        record.manifest.windowStartNanoseconds = nil
        record.manifest.windowEndNanoseconds = nil
        return RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: HistogramSet())
    }

    /// Streams were asked for and whole answers came.
    private static func noStream() -> RunSummary {
        var run = SyntheticRun()
        run.requests = 80
        run.mode = .nonStreaming
        var record = run.record()
        record.manifest.plan.request.modes = .both
        record.manifest.notices = [
            Notice(.notAStream, "the target does not stream: it answered whole")
        ]
        record.edit { index, request in
            guard index < 4 else { return }
            request.mode = .streaming
            request.outcome = .notAStream
            request.message = "a stream was asked for and application/json came"
        }
        return record.summary()
    }

    private static func twoHours() -> RunSummary {
        var run = SyntheticRun()
        run.rate = 0.25
        run.requests = 1800
        run.stallEvery = 200
        run.refusalEvery = 300
        run.drift = 0.4
        run.outputTokens = .normal(mean: 20, deviation: 4)
        return run.record().summary()
    }

    /// Every text that a user or a server can choose tries to be more than text.
    private static func hostile() -> RunSummary {
        let script = "</title></style></script><script>throw new Error('ran')</script>"
        let image = "\"'><img src=x onerror=\"throw new Error('ran')\">"
        let long = String(repeating: "unbroken", count: 60)
        let direction = "\u{202E}txet desrever\u{0}\u{7}\u{1B}[31m"
        var run = SyntheticRun()
        run.requests = 120
        run.refusalEvery = 7
        run.breakOffEvery = 11
        var record = run.record()
        record.manifest.plan.name = long + script
        record.manifest.plan.request.model = image + long
        record.manifest.plan.request.prompt = script + direction
        record.manifest.plan.request.headers = ["X-\(image): \(long)"]
        record.manifest.plan.request.body = #"{"x":"\#(script)"}"#
        record.manifest.plan.target.baseURL = "http://\(long)/\(image)"
        record.manifest.endpoint = "http://\(long)/\(image)"
        record.manifest.started = script
        record.manifest.host.system = image
        record.manifest.host.kernel = long
        record.manifest.libraries = [script: long, long: image]
        record.manifest.notices = [Notice(.other, script), Notice(.http2, long + direction)]
        let texts = [script, image, long, direction, "{{x}}{{{y}}}{{#z}}", "&lt;b&gt;", ""]
        record.edit { index, request in
            if request.outcome.isFailure { request.message = texts[index % texts.count] }
        }
        return record.summary()
    }
}

extension ReportKinds {
    /// Names, plans and endpoints that try to be more than text, of sides that are not comparable.
    private static func hostileSides() -> SideComparison {
        let script = "</title></style></script><script>throw new Error('ran')</script>"
        let long = String(repeating: "unbroken", count: 60)
        var comparison = SyntheticSides.forced.comparison
        comparison.base[0].name = script + long
        comparison.base[0].endpoint = "http://\(long)/"
        comparison.base[0].model = "\"\(script)\""
        comparison.new[0].name = long + "\u{202E}txet desrever\u{0}"
        comparison.new[0].started = script
        for index in comparison.hindrances.indices {
            comparison.hindrances[index].key = long
            comparison.hindrances[index].run = script + long
            comparison.hindrances[index].new = script
        }
        for index in comparison.differences.indices {
            comparison.differences[index].key = long
            comparison.differences[index].base = [script, long]
        }
        return comparison
    }
}

extension SyntheticRecord {
    fileprivate func summary() -> RunSummary {
        var digest = ChunkDigest(manifest: manifest, requests: requests)
        for chunk in chunks { digest.add(chunk) }
        return RunSummary(
            manifest: manifest, requests: requests, histograms: histograms, chunks: digest)
    }
}
