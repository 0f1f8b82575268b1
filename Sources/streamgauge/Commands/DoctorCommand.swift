import ArgumentParser
import Emulator
import Engine
import Foundation
import Reporting
import RunModel

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for what would spoil a run, on this machine and on the way to a target.",
        discussion: """
            Says of each thing how it is (ok, note or mend), what that costs and what to do. Without an \
            address it looks at this machine alone and sends nothing. A target is asked for its list of \
            models and sent five streaming requests of at most 16 tokens, one after the other.

            All options: --help-all.

            Examples:
              streamgauge doctor                                 this machine
              streamgauge doctor --concurrency 2000              whether it carries so many streams
              streamgauge doctor --base-url http://127.0.0.1:8000/v1 --model my-model
              streamgauge doctor plan.yaml                       the target of a plan
              streamgauge doctor --json                          for programs (docs/doctor.schema.json)

            Exit codes: 0 nothing to mend, 1 something to mend, 64 wrong usage.
            """)

    @Argument(help: MeasureOptions.planHelp) var planFile: String?

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: RequestOptions
    @OptionGroup(title: "Time-outs", visibility: .hidden) var timeouts: TimeoutOptions

    @Option(
        name: [.customShort("c"), .long],
        help: ArgumentHelp(
            "Streams that the machine is to carry at a time (default 100, or the plan's).",
            valueName: "n"))
    var concurrency: Int?

    @Flag(help: "Look at this machine alone, whatever names a target.")
    var machine = false

    @Flag(help: "Write the findings as JSON to standard output (docs/doctor.schema.json).")
    var json = false

    @Flag(help: "Nothing but what is to be mended.")
    var quiet = false

    private static let usualStreams = 100

    func validate() throws {
        guard (1...1_000_000).contains(concurrency ?? 1) else {
            throw ValidationError("--concurrency takes a whole number from 1 to 1000000.")
        }
        guard !json || !quiet else {
            throw ValidationError("--json and --quiet exclude each other; give one of them.")
        }
        _ = try plans()
    }

    func run() async throws {
        let plans = try plans()
        // Before anything is sent, which would be taken for others' work.
        let machine = await MachineReading.take(folder: plans.folder)
        let terminal = Terminal(isQuiet: quiet, isJSON: json)
        var findings: [Finding] = []
        var shownURL: String?
        if let plan = plans.target {
            let server = plan.target.baseURL == nil ? try await EmulatorServer.start(plan) : nil
            let key = try Credentials.apiKey(file: target.apiKeyFile, of: plan.target.provider)
            let orders = try plan.ofFrontEnds.map {
                try RunOrder($0, emulator: server, apiKey: key)
            }
            let order = orders[0]
            shownURL = orders.map(\.shownURL).joined(separator: ", ")
            terminal.note(TargetExamination.announcement(order))
            let examination = TargetExamination(
                order: order, isModelNamed: plans.isModelNamed, timeouts: timeouts,
                terminal: terminal)
            let beside = FrontEndCheck(
                examination: examination, others: Array(orders.dropFirst()))
            if let line = beside.announcement { terminal.note(line) }
            findings = try await examination.take().findings()
            if let finding = await beside.finding() { findings.append(finding) }
            try? await server?.stop()
        }
        findings += machine.findings(streams: plans.streams, need: plans.need)
        let calibrations = CalibrationFolder.usual()?.all() ?? []
        if let finding = CalibrationFinding.of(calibrations, kernel: machine.system.kernel) {
            findings.append(finding)
        }
        try show(
            Examination(
                version: StreamGauge.version, target: shownURL,
                isEmulated: plans.target.map { $0.target.baseURL == nil } ?? false,
                streams: plans.streams, findings: findings), terminal)
    }

    private func show(_ examination: Examination, _ terminal: Terminal) throws {
        if json {
            try Terminal.say(String(decoding: try examination.json(), as: UTF8.self))
        } else {
            try Terminal.say(
                ConsoleExamination(
                    examination, width: terminal.width, showsMendsAlone: quiet,
                    usesColour: terminal.hasColor
                ).rendered())
        }
        if !examination.isHealthy { throw ExitCode.somethingToMend }
    }
}

extension DoctorCommand {
    /// What is to be looked at.
    private struct Plans {
        /// Nil where this machine alone is.
        var target: RunPlan?
        var isModelNamed = false
        var streams = usualStreams
        /// What a stream takes.
        var need = StreamRoom.Need()
        /// Where runs would be kept.
        var folder = ""
    }

    /// - Throws: `ValidationError` naming the option or key and the fix.
    private func plans() throws -> Plans {
        var defaults = RunPlan()
        defaults.load.concurrency = Self.usualStreams
        let given = try planFile.map { try PlanFile.read($0, defaults: defaults).plan }
        guard given?.against == nil, given?.limits == nil else {
            throw ValidationError(
                "doctor takes a plan of one target, without 'against' and 'limits'.")
        }
        var plan = given ?? defaults
        target.apply(to: &plan)
        request.apply(to: &plan)
        timeouts.apply(to: &plan)
        var plans = Plans()
        plans.folder = plan.record.folder
        plans.streams = concurrency ?? plan.load.concurrency
        plans.isModelNamed = plan.request.model != RunPlan().request.model || request.model != nil
        plan.load.concurrency = plans.streams
        guard !machine, try namesTarget(given) else {
            try PlanCheck.validateSources(plan)
            plans.need = StreamRoom.Need(plan, isEmulated: false)
            return plans
        }
        try target.settle(&plan, hints: target.hints + request.targetHints)
        plans.need = StreamRoom.Need(plan, isEmulated: plan.target.baseURL == nil)
        if request.modes == nil { plan.request.modes = .streaming }
        guard plan.request.modes == .streaming else {
            throw ValidationError("doctor asks for streams; leave out --modes.")
        }
        if given == nil, plan.request.prompt == nil, plan.request.promptsFile == nil,
            request.inputTokens == nil
        {
            plan.request.prompt = TargetExamination.prompt
        }
        if request.outputTokens == nil { plan.request.outputTokens = nil }
        if plan.request.outputTokens == nil {
            plan.request.maxTokens = request.maxTokens ?? TargetExamination.maxTokens
        }
        try PlanCheck.validate(plan)
        plans.target = plan
        return plans
    }

    /// Whether anything speaks of a target; a key that lies in the environment is no wish to use it.
    private func namesTarget(_ given: RunPlan?) throws -> Bool {
        if given != nil || target.baseURL != nil || !target.emulatorOptions.isEmpty { return true }
        let hints = target.hints.filter { !Credentials.keyVariables.contains($0) }
        return try !(hints + request.targetHints).isEmpty || Credentials.baseURL() != nil
    }
}
