internal import RunModel

/// What the phases so far have shown, as far as the next ones hang on it. No verdict rests on it.
struct TokenProgress: Sendable {
    /// Tokens let in until one was refused.
    private var reached: [TokenShape: Int] = [:]
    private var done: [TokenPhase] = []
    private var isMixedTwice = false

    /// Whether `max_tokens` is charged, used or not.
    var chargesMost: Bool { reached[.most] != nil }

    /// What was found of a shape; zero where nothing was refused.
    func found(_ shape: TokenShape) -> Int { reached[shape] ?? 0 }

    /// What comes next; nil when all is done.
    func next(_ plan: LimitsPlan) -> TokenPhase? {
        phases(plan).first { !done.contains($0) }
    }

    private func phases(_ plan: LimitsPlan) -> [TokenPhase] {
        var phases: [TokenPhase] = []
        if plan.outputTokenBudget != nil { phases.append(.fill(.most)) }
        if plan.promptTokenBudget != nil { phases.append(.fill(.prompt)) }
        guard phases.allSatisfy(done.contains) else { return phases }
        let isPromptMet = reached[.prompt] != nil
        let wantsOutput =
            plan.statedOutputTokens != nil || plan.statedTokens != nil && !isPromptMet
        if wantsOutput, !chargesMost { phases.append(.fill(.output)) }
        if isPromptMet {
            phases += [.mixed, .cached]
        } else {
            phases += [TokenShape.most, .output].filter { reached[$0] != nil }.map { .again($0) }
        }
        return phases
    }

    func segments(of phase: TokenPhase, _ script: TokenScript) -> [TokenSegment] {
        switch phase {
        case .fill(let shape): script.fill(shape)
        case .mixed: script.mixed(prompts: found(.prompt), most: reached[.most])
        case .again(let shape): script.again(shape, found: found(shape))
        case .cached: script.cached(found: found(.prompt))
        }
    }

    /// What was let in of a shape when smaller ones had been tried too.
    mutating func note(_ shape: TokenShape, used: Int) { reached[shape] = max(used, 1) }

    /// `used` are the tokens let in by shape. `isWhole` is false where time was up.
    mutating func note(
        _ phase: TokenPhase, used: [TokenShape: Int], isRefused: Bool, isWhole: Bool
    ) {
        switch phase {
        case .fill(let shape) where isRefused: reached[shape] = max(used[shape] ?? 0, 1)
        case .mixed where isRefused && used[.prompt] ?? 0 < found(.prompt) * 2 / 3 && !isMixedTwice:
            // An edge of fixed windows had let more in before: once more with what is let in without one.
            isMixedTwice = true
            reached[.prompt] = max(used[.prompt] ?? 0, 1)
            return
        default: break
        }
        done.append(phase)
    }
}
