import ArgumentParser
import Emulator
import Engine
import Foundation
import RecordStore
import Reporting
import RunModel
import Workload

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Measure an API, or the embedded emulator, and write a report.",
        discussion: """
            Examples:
              streamgauge run                                   the emulator, 100 requests, 4 streams
              streamgauge run --base-url http://127.0.0.1:8000/v1 --concurrency 8 --requests 500
              streamgauge run --rate 5 --duration 2m            arrivals at random, 5 a second
              streamgauge run plan.yaml --seed 7                a plan file; options win
              streamgauge run --print-plan > plan.yaml          the plan, to keep

            A run with more than a handful of requests is needed for high percentiles: p99 wants about \
            460 requests. Ctrl-C ends the run and reports what was measured.
            """)

    @Argument(help: ArgumentHelp("Plan file (YAML).", valueName: "plan.yaml"))
    var planFile: String?

    @Flag(help: "Measure the embedded emulator, whatever OPENAI_BASE_URL says.")
    var emulator = false

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: RequestOptions
    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Time-outs") var timeouts: TimeoutOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        _ = try fullPlan()
    }

    func run() async throws {
        let plan = try fullPlan()
        if output.printPlan {
            print(try PlanFile.text(plan), terminator: "")
            return
        }
        let apiKey = try Credentials.apiKey(file: target.apiKeyFile)
        let server = try await startEmulator(plan)
        let order = try RunOrder(plan, emulator: server, apiKey: apiKey)
        let terminal = Terminal(isQuiet: output.quiet, isJSON: output.json)
        let code = try await RunSession(order, terminal).run()
        try? await server?.stop()
        if code != .success { throw code }
    }

    /// The plan file's, with the options on top, checked.
    private func fullPlan() throws -> RunPlan {
        var plan = try planFile.map(PlanFile.read) ?? RunPlan()
        target.apply(to: &plan)
        request.apply(to: &plan)
        load.apply(to: &plan)
        timeouts.apply(to: &plan)
        output.apply(to: &plan)
        if emulator {
            plan.target.baseURL = nil
            plan.target.unixSocket = nil
        } else if plan.target.baseURL == nil {
            plan.target.baseURL = Credentials.baseURL
        }
        try PlanCheck.validate(plan)
        return plan
    }

    private func startEmulator(_ plan: RunPlan) async throws -> EmulatorServer? {
        guard plan.target.baseURL == nil else { return nil }
        var configuration = EmulatorConfiguration()
        configuration.plan = plan.target.emulator
        do {
            return try await EmulatorServer.start(configuration)
        } catch let error as EmulatorPlanError {
            throw ValidationError(error.description)
        }
    }
}

extension RunOrder {
    /// Reads what the plan names: prompts and overrides.
    ///
    /// - Throws: `ValidationError` with the option and the fix.
    fileprivate init(_ plan: RunPlan, emulator: EmulatorServer?, apiKey: String?) throws {
        do {
            let filePrompts = try plan.request.promptsFile.map { path in
                guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                    throw ValidationError("--prompts: cannot read '\(path)'.")
                }
                return try PromptFile.parse(text, path: path)
            }
            try self.init(
                plan: plan, baseURL: emulator?.baseURL ?? plan.target.baseURL ?? "",
                isEmulated: emulator != nil, apiKey: apiKey,
                prompts: try PromptSource(
                    plan.request, seed: plan.seed, filePrompts: filePrompts),
                version: StreamGauge.version)
        } catch let error as WorkloadError {
            throw ValidationError(error.description)
        } catch let error as PreflightError {
            throw ValidationError(error.description)
        }
    }
}
