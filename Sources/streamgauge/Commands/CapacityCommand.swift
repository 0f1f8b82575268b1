import Analysis
import ArgumentParser
import Emulator
import Engine
import RecordStore
import Reporting
import RunModel

struct CapacityCommand: MeasuringCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity",
        abstract: "Find the largest load at which all objectives hold.",
        discussion: """
            Doubles the load until an objective surely fails, narrows where the edge lies, confirms the answer by a \
            longer step and the load above it, and says it in one sentence. Each step is a run of its own, and ends \
            as soon as it is decided. docs/capacity.md tells the method and what it costs.

            All options: --help-all.

            Examples:
              streamgauge capacity --emulator --slo 'ttft.p95 < 500ms'
              streamgauge capacity --base-url URL --slo 'ttft.p95 < 500ms' --slo 'failures < 1%' --require 10
              streamgauge capacity --base-url URL --slo 'tpot.p90 < 50ms' --by concurrency
              streamgauge capacity --base-url URL --slo 'ttft.p95 < 500ms' --dry-run
              streamgauge capacity --resume reports/FOLDER --max-requests 40000
              streamgauge report reports/FOLDER --slo 'ttft.p95 < 300ms'
                                                                another objective, without new load

            Exit codes: 0 found, 1 it could not be told, 2 below --require or nothing holds, 6 no request succeeded, 7 a \
            record could not be written, 64 wrong usage, 130 interrupted.
            """)

    @OptionGroup(title: "Capacity") var capacity: CapacityOptions
    @OptionGroup(title: "Capacity") var resumed: CapacityResumeOptions
    @Argument(help: MeasureOptions.planHelp) var planFile: String?
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: RequestOptions
    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Load") var shape: LoadShapeOptions
    @OptionGroup(title: "Time-outs", visibility: .hidden) var timeouts: TimeoutOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var live: LiveOptions

    func validate() throws {
        guard resumed.resume == nil || place.out == nil else {
            throw ValidationError("--resume goes on in the search's folder; leave out --out.")
        }
        _ = try order()
    }

    /// What is to be found out, and what was begun of it.
    private struct Order {
        let plan: RunPlan
        let search: CapacityPlan
        let begun: (summary: CapacitySummary, folder: CapacityFolder)?

        var announcement: String {
            let line =
                CapacityCommand.announcement(plan, search)
                + CostBound(search.maxRequests, of: plan).sentence
            return begun.map {
                "Going on after \($0.summary.steps.count) step\($0.summary.steps.count == 1 ? "" : "s"). \(line)"
            } ?? line
        }
    }

    private func order() throws -> Order {
        let begun = try resumed.begun()
        let order = Order(
            plan: try searchPlan(begun?.summary.plan),
            search: try capacity.plan(begun?.summary.capacity), begun: begun)
        if let begun {
            try CapacityReplay.refuse(order.plan, order.search, unlike: begun.summary)
        }
        return order
    }

    func run() async throws {
        let order = try order()
        let plan = order.plan
        guard !output.printPlan else { return try options.printPlan(plan) }
        let terminal = Terminal(isQuiet: output.quiet, isJSON: output.json)
        guard !capacity.dryRun else {
            return try Terminal.say(order.announcement + "\n")
        }
        let server = plan.target.baseURL == nil ? try await EmulatorServer.start(plan) : nil
        terminal.note(order.announcement)
        let code: ExitCode
        do {
            code = try await live.watching(terminal, title: plan.name) {
                try await found(order, server, $0)
            }
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            code = .recordFailed
        } catch let error as PreflightError {
            Terminal.warn("streamgauge: \(error)")
            code = .wrongUsage
        }
        try? await server?.stop()
        if code != .success { throw code }
    }

    private func found(
        _ order: Order, _ server: EmulatorServer?, _ terminal: Terminal
    ) async throws -> ExitCode {
        let plan = order.plan
        let folder =
            try order.begun?.folder
            ?? CapacityFolder(named: place.folder, of: plan, isEmulated: server != nil)
        let session = CapacitySession(
            plan: plan, capacity: order.search,
            objectives: try order.search.objectives.map { try ObjectiveText.parsed($0).objective },
            server: server,
            apiKey: try Credentials.apiKey(file: target.apiKeyFile, of: plan.target.provider),
            folder: folder, terminal: terminal, begun: order.begun?.summary)
        let summary = try await session.run()
        var isWritten = true
        do throws(RecordError) {
            try folder.write(summary, CapacityFormat.allCases)
            terminal.watch?.wrote(page: folder.file(.html))
        } catch {
            Terminal.warn("streamgauge: \(error)")
            isWritten = false
        }
        try CapacityReport(summary, folder, isWritten: isWritten).show(on: terminal)
        return isWritten ? ExitCode(of: summary) : .recordFailed
    }

    /// What a search may take, before it sends anything.
    static func announcement(_ plan: RunPlan, _ search: CapacityPlan) -> String {
        CapacityWording.announcement(
            CapacitySummary(
                version: StreamGauge.version, plan: plan, capacity: search,
                endpoint: plan.shownAddresses ?? "",
                isEmulated: plan.target.baseURL == nil, started: ""))
    }
}

extension ExitCode {
    init(of summary: CapacitySummary) {
        if summary.reason == .interrupted {
            self = .interrupted
        } else if summary.reason == .record {
            self = .recordFailed
        } else if summary.isBelowRequired == true || summary.outcome == .neverHolds {
            self = .assertionFailed
        } else if summary.isBelowRequired == nil, summary.outcome != .untold {
            self = .changeUntold
        } else if summary.outcome == .untold {
            self =
                summary.reason == .targetFailed && summary.load == nil
                ? .targetUnusable : .changeUntold
        } else {
            self = .success
        }
    }
}

/// What a search found, for the terminal.
struct CapacityReport {
    private let summary: CapacitySummary
    private let folder: CapacityFolder
    private let isWritten: Bool

    /// `isWritten` says whether the folder's files are of this summary.
    init(_ summary: CapacitySummary, _ folder: CapacityFolder, isWritten: Bool = true) {
        self.summary = summary
        self.folder = folder
        self.isWritten = isWritten
    }

    func show(on terminal: Terminal) throws {
        if terminal.isJSON {
            let json = try CapacityJSON.data(summary, folder: folder.path)
            return try Terminal.say(String(decoding: json, as: UTF8.self))
        }
        guard !terminal.isQuiet else { return try Terminal.say(folder.path + "\n") }
        let files = isWritten ? [folder.file(.html)] : []
        try Terminal.say(ConsoleCapacity(summary, files: files).rendered())
    }
}
