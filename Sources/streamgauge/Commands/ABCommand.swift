import ArgumentParser
import Emulator
import Engine
import RecordStore
import RunModel

struct ABCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ab",
        abstract: "Measure two servers, models or settings against each other.",
        discussion: """
            Measures side A and side B in blocks that take turns, in pairs AB or BA whose order is drawn, \
            so that a day that gets busier favours neither. Both blocks of a pair ask the same prompts \
            in the same order. One side is measured at a time. A block has 20 measured requests, unless \
            --requests says how many all blocks of both sides have together, after --warmup requests \
            of its own.

            Examples:
              streamgauge ab --base-url http://a/v1 --against http://b/v1
              streamgauge ab a.yaml b.yaml                      two plans that differ in the target
              streamgauge ab --base-url http://a/v1 --against http://a/v1 --against-model small
              streamgauge ab --base-url http://a/v1 --aa        one try whether this place raises a false alarm
              streamgauge ab --against-emulator-ttft 'normal(220,20)'
                                                                two emulators, to try it
              streamgauge ab --base-url http://a/v1 --against http://a/v1 --between './restart.sh'
                                                                one machine, set up anew for each block

            Of two plan files, target, request.model, request.headers, request.secret_headers, \
            request.body and connection belong to a side; everything else must be the same in both.
            """)

    @OptionGroup var options: MeasureOptions
    @OptionGroup(title: "Side B and blocks") var against: AgainstOptions
    @OptionGroup(title: "Judging") var judging: JudgingOptions

    func validate() throws {
        _ = try plan()
        _ = try options.format.sideFormats()
    }

    func run() async throws {
        let plan = try plan()
        guard !options.output.printPlan else { return try options.printPlan(plan) }
        var servers: [EmulatorServer] = []
        for side in [plan, plan.otherSide].compactMap({ $0 }) where side.target.baseURL == nil {
            if servers.isEmpty || plan.against?.isSameAddress == false {
                servers.append(try await EmulatorServer.start(side))
            }
        }
        let order = try RunOrder(plan, sides: try sides(plan, servers))
        let rules = try judging.rules(plan.judging, standard: .ofPairs)
        let formats = try options.format.sideFormats()
        let code = try await options.measure(order) { folder throws(RecordError) in
            try ABReport(of: folder, rules, formats)
        }
        for server in servers { try? await server.stop() }
        if code != .success { throw code }
    }

    private func sides(_ plan: RunPlan, _ servers: [EmulatorServer]) throws -> [RunSide] {
        let key = try Credentials.apiKey(file: options.target.apiKeyFile)
        let first = try RunSide(plan, emulator: servers.first, apiKey: key)
        guard let other = plan.otherSide else { return [first] }
        let otherKey = try against.apiKey(for: plan, ofSideA: key)
        return [first, try RunSide(other, emulator: servers.last, apiKey: otherKey)]
    }

    /// The plan with both sides, whose load is in whole blocks.
    private func plan() throws -> RunPlan {
        var defaults = RunPlan()
        defaults.name = "ab"
        defaults.request.modes = .streaming
        if options.load.rounds != nil {
            throw ValidationError("--rounds: the rounds of ab are its blocks; give --blocks.")
        }
        var given: RunPlan?
        var plan = try options.assembled(defaults: defaults) { plan in
            given = plan.otherSide
            against.applyBlocks(to: &plan)
        }
        // A file that names no address of side B speaks of the blocks alone.
        if plan.target.baseURL != nil, given?.target.baseURL == nil { given = nil }
        if let file = against.planFile, let first = options.planFile {
            given = try PlanFile.otherSide(file, beside: first, defaults: defaults)
        }
        try against.applySide(to: &plan, given: given, isEmulated: options.emulator)
        if plan.load.warmupRequests == nil, plan.load.warmupDuration == nil {
            // Enough to open every connection.
            plan.load.warmupRequests = plan.load.isOpenLoop ? 4 : max(4, plan.load.concurrency)
        }
        let blocks = (plan.against?.blocks ?? 0) * 2
        judging.apply(to: &plan)
        try PlanCheck.validate(plan)
        plan.load.rounds = blocks
        plan.load.requests = plan.requestsInBlock.map { $0 * blocks }
        return plan
    }
}
