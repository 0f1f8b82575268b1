internal import RunModel
internal import Statistics

/// What the engine does at once.
struct EngineStep: Sendable {
    /// Whether sequences put out a token each.
    var decodes: Bool
    /// Prompt tokens that are read.
    var prompt: Int
    /// Of one step.
    var length: Int64 = 0
    /// Steps alike that are taken at once.
    var count: Int64 = 1
    /// Of the last one.
    var end: Int64 = 0
}

/// How long steps take, in nanoseconds.
struct EnginePace: Sendable {
    private let start: Int64
    private let step: Double
    private let perSequence: Double
    private let perPromptToken: Double
    private let coldEnd: Int64
    private let coldFactor: Double
    private let driftPerNanosecond: Double

    init(_ spec: EngineSpec, start: MonotonicInstant) {
        self.start = start.nanoseconds
        step = Double(spec.step.nanoseconds)
        perSequence = Double(spec.stepPerSequence.nanoseconds)
        perPromptToken = 1e9 / spec.prefillRate
        coldEnd = start.nanoseconds + spec.cold.nanoseconds
        coldFactor = spec.coldFactor
        driftPerNanosecond = spec.driftPerMinute / 60e9
    }

    /// Whether equal steps take equally long from `now` on.
    func isSteady(from now: Int64) -> Bool {
        driftPerNanosecond == 0 && now >= coldEnd
    }

    /// At least one nanosecond, so that time passes; as slow as it is at the step's beginning.
    func length(of work: EngineStep, decoding: Int, at now: Int64) -> Int64 {
        var length = Double(work.prompt) * perPromptToken
        if work.decodes { length += step + perSequence * Double(decoding) }
        if now < coldEnd { length *= coldFactor }
        length *= 1 + driftPerNanosecond * Double(now - start)
        return max(Int64(length.rounded()), 1)
    }
}

/// What the random choices of an engine are made for.
enum EngineDraw: UInt64 {
    case failure = 101
    case others
    case workload

    func generator(_ seed: UInt64, index: UInt64) -> SeededGenerator {
        SeededGenerator(seed: seed, purpose: rawValue, index: index)
    }
}

/// The requests of somebody else: a Poisson process.
struct EngineOthers: Sendable {
    /// When the next one comes; `Int64.max`: none ever.
    private(set) var next: Int64
    private let meanGap: Double
    private let prompt: Distribution
    private let output: Distribution
    private var generator: SeededGenerator

    init(_ spec: EngineSpec, seed: UInt64, start: MonotonicInstant) {
        generator = EngineDraw.others.generator(seed, index: 0)
        prompt = spec.otherPrompt
        output = spec.otherOutput
        meanGap = spec.otherRate > 0 ? 1e9 / spec.otherRate : .infinity
        next = .max
        if spec.otherRate > 0 {
            next = start.nanoseconds
            wait()
        }
    }

    private mutating func wait() {
        next += max(Int64(Distribution.exponential(mean: meanGap).sample(using: &generator)), 1)
    }

    mutating func take() -> EngineArrival {
        let arrival = EngineArrival(
            at: MonotonicInstant(nanoseconds: next),
            promptTokens: Int(prompt.sample(using: &generator).rounded()),
            outputTokens: Int(output.sample(using: &generator).rounded()))
        wait()
        return arrival
    }
}
