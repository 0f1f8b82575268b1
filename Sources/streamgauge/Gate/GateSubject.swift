import Analysis
import ArgumentParser
import Emulator
import Engine
import History
import RecordStore
import Reporting
import RunModel

/// What a gate measures: a run, two sides in turns, limits, or a search for the capacity.
protocol GateSubject {
    var kind: PastRun.Kind { get }
    var plan: RunPlan { get }
    /// Whether a target is looked at before it is measured; a tier's requests are counted.
    var hasReadiness: Bool { get }
    var announcement: String { get }

    /// A run of each target alone, to look whether it is ready.
    func probes() throws -> [RunOrder]
    /// Measures once.
    ///
    /// - Returns: how it ended, and the folder of its record where there is one.
    func measure(seed: UInt64, on terminal: Terminal) async throws -> RunSession.Outcome
    /// Why nothing of it succeeded, in a sentence without a full stop.
    func reason(in folder: String) throws -> String
    /// What it came to; called after the run has ended well.
    func finding(in folder: String) throws -> GateFinding
    func stop() async
}

/// What one run of a gate says.
struct GateFinding {
    /// What is held against the history.
    var profile: RunProfile
    /// How long it took; nil where that is not known.
    var seconds: Double?
    /// The rule of `--abort-when` that ended it.
    var abortedBy: String?
    /// Of a run with two sides.
    var sides: SideComparison?
    /// Of a limits run.
    var limits: StatedLimits?
    /// Of a search for the capacity.
    var capacity: StatedCapacity?
}

extension GateSubject {
    /// The plan with a seed of its own.
    func plan(seed: UInt64?) -> RunPlan {
        var plan = plan
        plan.seed = seed ?? plan.seed
        return plan
    }
}

/// A run, measured as `run` does.
struct RunSubject: SingleRunSubject {
    let plan: RunPlan
    let options: MeasureOptions
    private let server: EmulatorServer?

    let kind = PastRun.Kind.run
    let hasReadiness = true
    var announcement: String {
        (try? order(seed: nil)).map { Announcement.line($0) } ?? ""
    }

    init(_ plan: RunPlan, _ options: MeasureOptions) async throws {
        self.plan = plan
        self.options = options
        server = plan.target.baseURL == nil ? try await EmulatorServer.start(plan) : nil
    }

    func order(seed: UInt64?) throws -> RunOrder {
        try RunOrder(
            plan(seed: seed), emulator: server,
            apiKey: try Credentials.apiKey(
                file: options.target.apiKeyFile, of: plan.target.provider),
            seedDerivedFrom: seed == nil ? nil : plan.seed)
    }

    func report(_ folder: RecordDirectory) throws(RecordError) -> any RunReport {
        let formats = (try? options.format.formats()) ?? ReportFormat.standard
        return try MeasuredReport(of: folder, .summary, formats, isStrict: false)
    }

    func finding(in folder: String) throws -> GateFinding {
        GateFinding(
            try RunProfile(folder: folder), try RecordReader(opening: folder).manifest)
    }

    func stop() async { try? await server?.stop() }
}

/// Two sides in turns, as `ab` measures them; B is what the history keeps.
struct SidesSubject: SingleRunSubject {
    let plan: RunPlan
    let sides: SidesOptions
    let rules: SideRules
    private let servers: [EmulatorServer]

    let kind = PastRun.Kind.ab
    let hasReadiness = true
    var announcement: String {
        (try? order(seed: nil)).map { Announcement.line($0) } ?? ""
    }

    init(_ plan: RunPlan, _ sides: SidesOptions) async throws {
        self.plan = plan
        self.sides = sides
        rules = try sides.judging.rules(plan.judging, standard: .ofPairs)
        servers = try await sides.startEmulators(plan)
    }

    func order(seed: UInt64?) throws -> RunOrder {
        try sides.order(
            plan(seed: seed), servers, seedDerivedFrom: seed == nil ? nil : plan.seed)
    }

    func probes() throws -> [RunOrder] {
        let order = try order(seed: nil)
        return order.sides.map { side in
            var plan = side.plan
            plan.against = nil
            return RunOrder(
                plan: plan, sides: [side], prompts: order.prompts, version: order.version)
        }
    }

    func report(_ folder: RecordDirectory) throws(RecordError) -> any RunReport {
        let formats = (try? sides.options.format.sideFormats()) ?? [.json, .html]
        return try ABReport(of: folder, rules, formats)
    }

    func finding(in folder: String) throws -> GateFinding {
        let record = try RecordReader(opening: folder).read()
        let name = RecordName.of(folder)
        var finding = GateFinding(
            RunProfile(
                name: name, manifest: record.manifest, requests: record.requests,
                histograms: record.histograms, target: 1), record.manifest)
        finding.sides = SideComparison(
            manifest: record.manifest, requests: record.requests,
            histograms: record.histograms, rules: rules)
        return finding
    }

    func stop() async {
        for server in servers { try? await server.stop() }
    }
}

/// A tier, verified as `limits` does.
struct LimitsSubject: SingleRunSubject {
    let plan: RunPlan
    let options: LimitsRunOptions
    private let server: EmulatorServer?

    let kind = PastRun.Kind.limits
    let hasReadiness = false
    var announcement: String { LimitsRunOptions.announcement(plan) }

    init(_ plan: RunPlan, _ options: LimitsRunOptions) async throws {
        self.plan = plan
        self.options = options
        server = try await options.startEmulator(plan)
    }

    /// What is asked of a tier is always the same.
    func order(seed: UInt64?) throws -> RunOrder { try options.order(plan, server) }

    func report(_ folder: RecordDirectory) throws(RecordError) -> any RunReport {
        try LimitsReport(of: folder, (try? options.format.limitsFormats()) ?? [.json, .html])
    }

    func finding(in folder: String) throws -> GateFinding {
        let report = try LimitsReport(of: RecordDirectory(opening: folder), [])
        var finding = GateFinding(
            RunProfile(name: RecordName.of(folder), limits: report.summary),
            report.summary.manifest)
        finding.limits = StatedLimits(report.summary)
        return finding
    }

    func stop() async { try? await server?.stop() }
}
