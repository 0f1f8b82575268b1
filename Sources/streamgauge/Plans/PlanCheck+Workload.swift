import ArgumentParser
import RunModel

/// What a plan says of traces, lengths and costs.
extension PlanCheck {
    /// What holds for one run would hold for each of many, and a probe before each would be a load of its own.
    ///
    /// - Throws: `ValidationError` naming the key.
    static func refuseBoundsOfOneRun(_ plan: RunPlan, _ command: String) throws {
        let given = [
            ("load.max_cost", plan.load.maxCost != nil),
            ("load.max_total_tokens", plan.load.maxTotalTokens != nil),
            ("load.replay", plan.load.replay != nil),
            ("conversations", plan.conversations != nil),
            ("request.exact_input", plan.request.exactInput == true),
        ]
        if let key = given.first(where: \.1)?.0 {
            throw ValidationError("\(command) is many runs, and \(key) is for one; leave it out.")
        }
    }

    static func validateCost(_ plan: RunPlan) throws {
        if let price = plan.price {
            let prices = [price.input, price.cached ?? 0, price.output]
            try require(
                prices.allSatisfy { $0.isFinite && (0...1e9).contains($0) },
                "--price takes amounts from 0 to a milliard, such as in=0.15,cached=0.075,out=0.60."
            )
            try require(
                (1...1_000_000_000_000).contains(price.requestsPerDay ?? 1),
                "--requests-per-day takes a whole number from 1.")
        }
        if let most = plan.load.maxCost {
            try require(most.isFinite && most > 0, "--max-cost takes an amount above 0.")
            try require(
                plan.price != nil, "--max-cost wants a price; give --price in=0.15,out=0.60.")
        }
        try require(
            (1...1_000_000_000_000).contains(plan.load.maxTotalTokens ?? 1),
            "--max-total-tokens takes a whole number from 1.")
    }

    static func validateLengths(_ request: RequestPlan, isOneSide: Bool) throws {
        if request.exactInput == true {
            try require(
                isOneSide,
                "--exact-input learns how one target counts words; of two sides it would favour one."
            )
            try require(
                request.prompt == nil,
                "--exact-input is for prompts that are made; --prompt is one already.")
        }
        if request.exactOutput == true {
            try require(
                request.maxTokens != nil || request.outputTokens != nil
                    || request.promptsFile != nil,
                "--exact-output wants a length: give --max-tokens or --output-tokens.")
        }
    }

    /// A trace says when what is sent; whatever else would say so has no place beside it.
    static func validateReplay(_ plan: RunPlan) throws {
        try require(
            (1...1_000_000_000).contains(plan.request.maxPromptTokens ?? 1),
            "--max-prompt-tokens takes a whole number from 1.")
        let ofFiles = [
            ("--max-prompt-tokens", plan.request.maxPromptTokens != nil),
            ("--prompts-format", plan.request.promptsFormat != nil),
        ]
        if plan.request.promptsFile == nil, let option = ofFiles.first(where: \.1)?.0 {
            throw ValidationError(
                "\(option) is for rows of a file; name one with --prompts or --replay.")
        }
        guard let replay = plan.load.replay else { return }
        try require(
            plan.request.promptsFile != nil,
            "--replay wants a trace: its file is the plan's request.prompts_file.")
        let others = [
            ("rate", plan.load.rate != nil), ("requests", plan.load.requests != nil),
            ("duration", plan.load.duration != nil), ("ramp", plan.load.ramp != nil),
            ("warmup_requests", plan.load.warmupRequests ?? 0 > 0),
        ]
        if let other = others.first(where: \.1)?.0 {
            let remedy =
                other == "warmup_requests"
                ? "; give --warmup a time, such as 30s" : "; leave out one of them"
            throw ValidationError(
                "--replay sends at the trace's times, and load.\(other) says others\(remedy).")
        }
        try require(
            plan.against == nil,
            "--replay measures one side; run each side, and compare the runs.")
        try require(
            plan.request.modes != .both,
            "--replay sends each row once; give --modes streaming or --modes non_streaming.")
        try require(
            replay.factor.isFinite && (0.001...10_000).contains(replay.factor),
            "--speed takes a number from 0.001 to 10000.")
        try require(
            (1...1_000_000).contains(replay.times), "--loop takes a whole number from 1 to 1000000."
        )
        let from = replay.from?.duration ?? .zero
        try require(
            replay.to.map { $0.duration > from } ?? true, "--to must lie after --from.")
    }
}
