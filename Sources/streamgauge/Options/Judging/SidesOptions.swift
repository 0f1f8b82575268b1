import ArgumentParser
import Emulator
import Engine
import RunModel

/// What a run with two sides takes: side A as any run, side B beside it.
struct SidesOptions {
    let options: MeasureOptions
    let against: AgainstOptions
    let judging: JudgingOptions

    /// An emulator for each side that names no address.
    func startEmulators(_ plan: RunPlan) async throws -> [EmulatorServer] {
        var servers: [EmulatorServer] = []
        for side in [plan, plan.otherSide].compactMap({ $0 }) where side.target.baseURL == nil {
            if servers.isEmpty || plan.against?.isSameAddress == false {
                servers.append(try await EmulatorServer.start(side))
            }
        }
        return servers
    }

    /// - Throws: `ValidationError` with the option and the fix.
    func order(
        _ plan: RunPlan, _ servers: [EmulatorServer], seedDerivedFrom: UInt64? = nil
    ) throws -> RunOrder {
        try RunOrder(plan, sides: try sides(plan, servers), seedDerivedFrom: seedDerivedFrom)
    }

    private var emulatorOptions: [String] {
        options.target.emulatorOptions + against.emulatorOptions
    }

    private func sides(_ plan: RunPlan, _ servers: [EmulatorServer]) throws -> [RunSide] {
        let key = try Credentials.apiKey(
            file: options.target.apiKeyFile, of: plan.target.provider)
        let first = try RunSide(plan, emulator: servers.first, apiKey: key)
        guard let other = plan.otherSide else { return [first] }
        let otherKey = try against.apiKey(for: plan, ofSideA: key)
        return [first, try RunSide(other, emulator: servers.last, apiKey: otherKey)]
    }

    /// The plan with both sides, whose load is in whole blocks.
    ///
    /// - Throws: `ValidationError` naming the option or key and the fix.
    func plan() throws -> RunPlan {
        var defaults = RunPlan()
        defaults.name = "ab"
        defaults.request.modes = .streaming
        if options.shape.rounds != nil {
            throw ValidationError("--rounds: the rounds of ab are its blocks; give --blocks.")
        }
        var given: RunPlan?
        if against.against != nil, let option = emulatorOptions.first {
            throw TargetChoice.contradiction("--against", option)
        }
        var plan = try options.assembled(
            defaults: defaults, sideB: against.emulatorOptions
        ) { plan in
            given = plan.otherSide
            against.applyBlocks(to: &plan)
        }
        // A file that names no address of side B speaks of the blocks alone.
        if plan.target.baseURL != nil, given?.target.baseURL == nil { given = nil }
        if let file = against.planFile, let first = options.planFile {
            given = try PlanFile.otherSide(file, beside: first, defaults: defaults)
        }
        try against.applySide(to: &plan, given: given, isEmulated: options.target.emulator)
        if plan.load.warmupRequests == nil, plan.load.warmupDuration == nil {
            // Enough to open every connection.
            plan.load.warmupRequests = plan.load.isOpenLoop ? 4 : max(4, plan.load.concurrency)
        }
        let blocks = (plan.against?.blocks ?? 0) * 2
        judging.apply(to: &plan)
        try options.check(plan)
        plan.load.rounds = blocks
        plan.load.requests = plan.requestsInBlock.map { $0 * blocks }
        return plan
    }
}
