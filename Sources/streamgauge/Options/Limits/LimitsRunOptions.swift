import Analysis
import ArgumentParser
import Emulator
import Engine
import RunModel
import Workload

/// What a run that verifies limits takes.
struct LimitsRunOptions {
    var limits: LimitsOptions
    var callers: CallerOptions
    var target: TargetOptions
    var request: ProbeOptions
    var price: PriceOptions
    var place: RunFolderOptions
    var output: RecordOptions
    var format: FormatOptions

    func order(_ plan: RunPlan, _ server: EmulatorServer?) throws -> RunOrder {
        let key = try Credentials.apiKey(file: target.apiKeyFile, of: plan.target.provider)
        let first = try RunSide(plan, emulator: server, apiKey: key)
        var order = try RunOrder(
            plan, sides: [first] + callers.sides(plan, server, firstKey: key))
        order.windowReader = RequestWindow.reading
        order.folder = place.folder
        return order
    }

    static func announcement(_ plan: RunPlan) -> String {
        Announcement.limits(plan, target: plan.withoutSecrets.target.baseURL)
    }

    /// What would be sent, in words or, with --json, for programs.
    func preview(_ plan: RunPlan) throws -> String {
        guard output.json, let limits = plan.limits else { return Self.announcement(plan) + "\n" }
        let endpoint = plan.withoutSecrets.target.baseURL
        return String(
            decoding: try LimitsPreview.data(limits, endpoint: endpoint), as: UTF8.self)
    }

    /// - Throws: `ValidationError` naming the option and the fix.
    func plan() throws -> RunPlan {
        var plan = RunPlan()
        plan.name = "limits"
        let limits = try limits.plan()
        plan.limits = limits
        plan.request.modes = .streaming
        plan.request.prompt = ProbeOptions.prompt
        // Answers as long as they are asked for.
        plan.target.emulator.outputTokens = String(limits.maxStreamTokens)
        target.apply(to: &plan)
        try target.refuseFrontEnds(plan, "limits asks whose a limit is, of one address")
        // Who connects from where is the callers'.
        plan.connection.sourceAddress = nil
        plan.connection.otherSourceAddresses = nil
        request.apply(to: &plan)
        price.apply(to: &plan)
        place.apply(to: &plan)
        try target.settle(&plan, hints: target.hints)
        try callers.apply(
            to: &plan, sources: target.sourceAddresses,
            firstKey: try Credentials.apiKey(
                file: target.apiKeyFile, of: plan.target.provider))
        // One thread decides; what bounds the streams is the search itself.
        plan.load.workers = 1
        plan.load.rounds = limits.rounds
        plan.load.requests = limits.maxRequests
        plan.load.concurrency = LimitsCost(plan.limits ?? limits).streams + 2 * limits.margin + 8
        try PlanCheck.validate(plan)
        return plan
    }

    /// The emulator with the documented tiers, the stated one in force.
    func startEmulator(_ plan: RunPlan) async throws -> EmulatorServer? {
        guard plan.target.baseURL == nil else { return nil }
        var profile = LimitProfile()
        profile.defaultTier = limits.tier == "enterprise" ? "ent" : limits.tier ?? "pro"
        return try await EmulatorServer.start(plan, limits: profile)
    }
}
