import ArgumentParser
import Emulator
import Engine
import RecordStore
import RunModel
import Workload

struct LimitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Find out whether an API's stated limits are true.",
        discussion: """
            Measures how many streams are let in at the same time and what becomes of those beyond, \
            how soon a slot is free again, how many requests are let in and how they are counted, and \
            whether Retry-After and the x-ratelimit headers tell the truth. It goes beyond the limits \
            on purpose, by little: see --dry-run first. docs/limits.md tells the method.

            Examples:
              streamgauge limits --tier pro --dry-run           what it would send
              streamgauge limits --tier pro --base-url https://api.example.com/v1
              streamgauge limits --expect-streams 25 --expect-rpm 1000 --max-requests 4000
              streamgauge limits --only streams,release         the streams alone
              streamgauge limits                                to find what nobody states

            Exit codes: 0 all stated limits hold, 1 one could not be told, 2 one does not hold, 6 the \
            target did not answer.
            """)

    @Flag(help: "Verify the embedded emulator, whatever OPENAI_BASE_URL says.")
    var emulator = false

    @OptionGroup(title: "Limits") var limits: LimitsOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: ProbeOptions
    @OptionGroup(title: "Output") var output: RecordOptions
    @OptionGroup(title: "Output") var format: FormatOptions

    func validate() throws {
        _ = try plan()
        _ = try format.limitsFormats()
    }

    func run() async throws {
        let plan = try plan()
        guard !limits.dryRun else {
            try Terminal.say(Self.announcement(plan) + "\n")
            return
        }
        let server = try await startEmulator(plan)
        let order = try RunOrder(
            plan, emulator: server, apiKey: try Credentials.apiKey(file: target.apiKeyFile))
        let terminal = Terminal(isQuiet: output.quiet, isJSON: output.json)
        let formats = try format.limitsFormats()
        let session = RunSession(
            order, terminal, announcement: Self.announcement(plan)
        ) { folder throws(RecordError) in try LimitsReport(of: folder, formats) }
        let code = try await session.run()
        try? await server?.stop()
        if code != .success { throw code }
    }

    private static func announcement(_ plan: RunPlan) -> String {
        Announcement.limits(plan, target: plan.withoutSecrets.target.baseURL)
    }

    private func plan() throws -> RunPlan {
        var plan = RunPlan()
        plan.name = "limits"
        let limits = try limits.plan()
        plan.limits = limits
        plan.request.modes = .streaming
        plan.request.prompt = ProbeOptions.prompt
        // Answers as long as they are asked for.
        plan.target.emulator.outputTokens = String(limits.maxStreamTokens)
        target.apply(to: &plan)
        request.apply(to: &plan)
        output.apply(to: &plan)
        try TargetOptions.settle(&plan, isEmulated: emulator)
        // One thread decides; what bounds the streams is the search itself.
        plan.load.workers = 1
        plan.load.rounds = limits.rounds
        plan.load.requests = limits.maxRequests
        plan.load.concurrency = LimitsCost(limits).streams + 2 * limits.margin + 8
        try PlanCheck.validate(plan)
        return plan
    }

    /// The emulator with the documented tiers, the stated one in force.
    private func startEmulator(_ plan: RunPlan) async throws -> EmulatorServer? {
        guard plan.target.baseURL == nil else { return nil }
        var profile = LimitProfile()
        profile.defaultTier = limits.tier == "enterprise" ? "ent" : limits.tier ?? "pro"
        return try await EmulatorServer.start(plan, limits: profile)
    }
}
