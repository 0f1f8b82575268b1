import Analysis
import ArgumentParser
import Emulator
import Engine
import Reporting
import RunModel

struct QuickCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quick",
        abstract: "Find a model on this machine, and say in five lines how fast it is.",
        discussion: """
            Looks at the ports of 127.0.0.1 where model servers usually listen, or at --base-url, takes its first \
            model, and measures for about a minute with 1, 2, 4, … streams until first tokens take longer than a \
            second. Tells the first token, the reading speed, how many streams it serves at once, what gave out \
            first, and the command for a full measurement. Nothing is sent anywhere else.

            All options: --help-all.

            Examples:
              streamgauge quick
              streamgauge quick --base-url http://127.0.0.1:8000/v1 --model my-model
              streamgauge quick --within 500ms --most 128
              streamgauge quick --emulator --emulator-engine batch=8    a first try
              streamgauge quick --dry-run                      what would be sent

            The files are those of a sweep (docs/sweep.md), in one folder.

            Exit codes: 0 measured, 6 nothing found or no request succeeded, 7 a record could not be written, \
            64 wrong usage, 130 interrupted.
            """)

    @OptionGroup(title: "Quick") var quick: QuickOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests", visibility: .hidden) var request: RequestOptions
    @OptionGroup(title: "Time-outs", visibility: .hidden) var timeouts: TimeoutOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: RecordOptions

    func validate() throws { _ = try plan() }

    func run() async throws {
        let plan = try plan()
        let terminal = Terminal(isQuiet: output.quiet, isJSON: output.json)
        guard !quick.dryRun else { return try Terminal.say(preview(plan)) }
        let found = try await QuickTarget.found(
            for: plan, isModelNamed: request.model != nil, apiKeyFile: target.apiKeyFile,
            ports: ports, terminal)
        let server = plan.target.isEmulated == true ? try await EmulatorServer.start(plan) : nil
        let session = QuickSession(
            options: quick, target: found, server: server, place: place, terminal: terminal,
            hasTokens: request.maxTokens != nil || request.outputTokens != nil)
        let code = try await session.run()
        try? await server?.stop()
        if code != .success { throw code }
    }

    private var ports: [Int] { quick.ports.isEmpty ? LocalSearch.usualPorts : quick.ports }

    private func preview(_ plan: RunPlan) -> String {
        let look =
            plan.target.baseURL == nil && plan.target.isEmulated != true
            ? "Would look for a list of models at \(QuickTarget.places(ports)), and take the first.\n"
            : ""
        let address =
            plan.target.isEmulated == true
            ? "the embedded emulator" : plan.withoutSecrets.target.baseURL ?? "it"
        return look + QuickPlan(plan, quick).announcement(to: address) + "\n"
    }

    /// Without an address where none is named.
    ///
    /// - Throws: `ValidationError` naming the option and the fix.
    private func plan() throws -> RunPlan {
        var plan = RunPlan()
        plan.name = "quick"
        plan.request.modes = .streaming
        plan.record.chunks = .none
        target.apply(to: &plan)
        request.apply(to: &plan)
        timeouts.apply(to: &plan)
        place.apply(to: &plan)
        guard plan.request.modes == .streaming else {
            throw ValidationError("quick asks for streams; leave out --modes.")
        }
        if plan.request.outputTokens == nil {
            plan.request.maxTokens = plan.request.maxTokens ?? QuickPlan.usualTokens
        }
        let isNamed =
            try target.baseURL != nil || target.provider != nil || !target.emulatorOptions.isEmpty
            || Credentials.baseURL() != nil
        if isNamed {
            guard quick.ports.isEmpty else {
                throw ValidationError(
                    "--ports are looked at where no address is named; leave it out, or the address."
                )
            }
            try target.settle(&plan)
            try target.refuseFrontEnds(plan, "quick looks at one address")
        }
        var checked = plan
        if !isNamed { checked.target.baseURL = LocalSearch.baseURL(LocalSearch.usualPorts[0]) }
        try PlanCheck.validate(checked)
        return plan
    }
}
