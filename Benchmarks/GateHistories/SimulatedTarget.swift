import Analysis
import Glibc
import RunModel
import Statistics

/// A target whose truth is known, run after run: what the gate sees of it are numbers of rounds.
///
/// Each run has a luck of its own, and each kind of number another one: the first token, the pace of tokens. Numbers of a
/// kind share it but for a third.
struct SimulatedTarget {
    /// The standard deviation of the logarithm from run to run, and from round to round.
    var betweenRuns = 0.03
    var withinRuns = 0.02
    /// How much slower than at the beginning, as a logarithm; and of first tokens alone, beside that.
    var level = 0.0
    var firstTokenLevel = 0.0
    private var generator: SeededGenerator
    /// Of the last run, a number each.
    private var lucks: [Double] = []
    private var clock: Int64 = 1_700_000_000_000_000_000

    static let rounds = 10
    private static let ownPart = 0.33

    /// What is lowered or raised together.
    private static let kinds: [[(metric: JudgedMetric, value: Double)]] = [
        [(.firstTokenP50, 200), (.firstTokenP90, 260), (.firstTokenP99, 400)],
        [(.perOutputTokenP50, 30), (.endToEndPerToken, 33), (.tokenThroughput, 120)],
        [(.interChunkP99, 60)],
    ]

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed, purpose: 0x6C75_636B, index: 0)
    }

    /// A run of now, `extra` slower than the level by a mishap. One of the same sitting has the luck of the run before.
    mutating func run(_ id: Int, extra: Double = 0, isSameSitting: Bool = false) -> PastRun {
        if !isSameSitting || lucks.isEmpty { drawLucks() }
        clock += 3_600_000_000_000
        var profile = RunProfile(
            name: "run-\(id)", started: "", version: "0", endpoint: "simulated", model: "m",
            originNanoseconds: clock, ending: .completed, trust: .trustworthy, reasons: [])
        profile.modes = [mode(extra)]
        return PastRun(id: Self.name(id), profile: profile)
    }

    static func name(_ id: Int) -> String {
        let digits = String(id)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    private mutating func mode(_ extra: Double) -> ModeProfile {
        var rounds = [[RoundValue]](repeating: [], count: Self.rounds)
        for (luck, number) in zip(lucks, Self.kinds.flatMap { $0 }) {
            for round in rounds.indices {
                let own = number.metric.isOfFirstToken ? firstTokenLevel : 0
                let slower = level + own + extra + luck + normal() * withinRuns
                let sign = number.metric.isHigherBetter ? -1.0 : 1.0
                rounds[round].append(RoundValue(number.metric, number.value * exp(sign * slower)))
            }
        }
        let lengths = GroupedSample((0..<200).map { Double(80 + $0 % 21) })
        return ModeProfile(
            mode: .streaming, outputTokens: lengths, outputEvents: lengths, promptTokens: lengths,
            finishReasons: [FinishCount(reason: "stop", count: 200)], medianGapMilliseconds: 30,
            rounds: rounds.enumerated().map { place, values in
                RoundProfile(
                    round: place, startSeconds: Double(place) * 10, streams: 45,
                    values: values)
            })
    }

    private mutating func drawLucks() {
        lucks = []
        for kind in Self.kinds {
            let shared = normal() * betweenRuns * (1 - Self.ownPart * Self.ownPart).squareRoot()
            for _ in kind { lucks.append(shared + normal() * betweenRuns * Self.ownPart) }
        }
    }

    private mutating func normal() -> Double { generator.normal() }
}

extension SeededGenerator {
    /// Of mean 0 and deviation 1; `Distribution.normal` is one of times, which are never below 0.
    mutating func normal() -> Double {
        log(Distribution.logNormal(median: 1, sigma: 1).sample(using: &self))
    }
}

extension JudgedMetric {
    fileprivate var isOfFirstToken: Bool { rawValue.hasPrefix("ttft") }
}
