internal import RunModel

/// What a request uses up tokens with.
enum TokenShape: CaseIterable, Sendable {
    /// A large `max_tokens`, with a short prompt and a short answer.
    case most
    /// A long prompt, unlike every other.
    case prompt
    /// An answer as long as its `max_tokens`, to a short prompt.
    case output
    /// A long prompt that came before.
    case repeated

    var probe: ProbeStep {
        switch self {
        case .most: .tokensMax
        case .prompt: .tokensPrompt
        case .output: .tokensOutput
        case .repeated: .tokensRepeat
        }
    }

    /// The largest of one request.
    func largest(_ plan: LimitsPlan) -> Int {
        switch self {
        case .most, .output: plan.maxStreamTokens
        case .prompt, .repeated: plan.mostPromptTokens
        }
    }

    /// What is stated of what it uses up; nil where nothing is.
    func budget(_ plan: LimitsPlan) -> Int? {
        switch self {
        case .most, .output: plan.outputTokenBudget
        case .prompt, .repeated: plan.promptTokenBudget
        }
    }
}

/// Requests of one shape and size, one after another or some at a time.
struct TokenSegment: Sendable {
    var shape: TokenShape
    /// Tokens of each request.
    var size: Int
    /// Until so many of this shape have been let in since the phase began.
    var goal: Int
    /// At most so many requests.
    var count = Int.max
    /// At a time.
    var width = 1
    /// Whether a refusal ends the phase's segments; else the next one follows.
    var endsWithRefusal = true
}

/// A number of tokens is looked for once in one of these ways; each begins when what was used before is forgotten.
enum TokenPhase: Sendable, Equatable {
    /// Up to the stated number and beyond it, until one is refused.
    case fill(TokenShape)
    /// Prompts up to most of what was found, some output, and then prompts until one is refused.
    case mixed
    /// What was found once more, crossed with one large request.
    case again(TokenShape)
    /// A prompt that repeats, beyond what was found of prompts that do not.
    case cached
}

/// The segments of each phase.
struct TokenScript: Sendable {
    let plan: LimitsPlan
    let width: Int
    /// By how much a request of the target grows with each token of its answer.
    let gap: Duration

    /// From 0.86 to 1.16 of the stated number steps are small, so that it is known well where it is true.
    func fill(_ shape: TokenShape) -> [TokenSegment] {
        guard let budget = shape.budget(plan) else { return [] }
        // Different in number, so that a limit of requests is met elsewhere.
        let parts = shape == .prompt ? 6 : 8
        let large = size(shape, budget / parts)
        // Output goes out some at a time, which together are a step.
        let small = size(shape, budget / (shape == .output ? 10 * width : 20))
        return [
            segment(shape, large, 0.86, budget), segment(shape, small, 1.16, budget),
            segment(shape, large, LimitsPlan.tokenReach, budget),
        ]
    }

    /// `prompts` and `most` were found of each; without the latter, output is really used.
    func mixed(prompts: Int, most: Int?) -> [TokenSegment] {
        let other = most == nil ? TokenShape.output : .most
        var segments = [segment(.prompt, size(.prompt, prompts / 5), 0.7, prompts)]
        let amount = Double(prompts) * 0.22
        if other == .most {
            let each = size(.most, Int(amount / 2))
            var output = segment(.most, each, 0.22, prompts)
            output.endsWithRefusal = false
            segments.append(output)
        } else if let output = output(Int(amount)) {
            segments.append(output)
        }
        var crossing = segment(.prompt, size(.prompt, prompts * 3 / 20), 10, prompts)
        crossing.count = 1
        crossing.endsWithRefusal = false
        var rest = segment(.prompt, size(.prompt, prompts / 25), 10, prompts)
        rest.count = 12
        rest.endsWithRefusal = false
        segments += [crossing, rest]
        if let most {
            var last = segment(.most, size(.most, most / 7), 1.3, most)
            last.width = 1
            segments.append(last)
        }
        return segments
    }

    /// Output goes out some at a time, so that none takes the whole window.
    func again(_ shape: TokenShape, found: Int) -> [TokenSegment] {
        let atOnce = shape == .output ? width : 1
        var first = segment(shape, size(shape, found / (shape == .output ? 8 : 5)), 0.88, found)
        first.width = atOnce
        var crossing = segment(shape, size(shape, found / (6 * atOnce)), 10, found)
        crossing.count = atOnce
        crossing.width = atOnce
        crossing.endsWithRefusal = false
        var rest = segment(shape, size(shape, found / 25), 10, found)
        rest.count = 8
        rest.width = 1
        return [first, crossing, rest]
    }

    func cached(found: Int) -> [TokenSegment] {
        [segment(.repeated, size(.repeated, found / 7), 1.4, found)]
    }

    /// Some at a time, in less than a third of the window; nil where that is too little to tell anything.
    private func output(_ amount: Int) -> TokenSegment? {
        let inTime = (plan.window.duration * 0.35) / max(gap, .microseconds(1))
        let each = min(amount / width + 1, Int(min(inTime, 1e9)), plan.maxStreamTokens)
        guard each * width * 2 >= amount else { return nil }
        var segment = TokenSegment(shape: .output, size: max(each, 2), goal: amount, width: width)
        segment.endsWithRefusal = false
        segment.count = width
        return segment
    }

    func size(_ shape: TokenShape, _ wanted: Int) -> Int {
        max(8, min(wanted, shape.largest(plan)))
    }

    /// Where many are needed some go out at a time; output always, since it takes long.
    private func segment(
        _ shape: TokenShape, _ size: Int, _ share: Double, _ budget: Int
    ) -> TokenSegment {
        let goal = Int(share * Double(budget))
        if shape == .output {
            return TokenSegment(shape: shape, size: size, goal: goal, width: width)
        }
        return TokenSegment(
            shape: shape, size: size, goal: goal, width: goal / size > 24 ? width : 1)
    }
}
