import Analysis
import Glibc

/// Plays seeded comparisons of targets whose truth is known, and prints a line of JSON a condition: how often
/// each word fell. The arguments are the number of comparisons a condition and, to play a part of them, a design.
@main
struct CompareSides {
    static func main() {
        let given = CommandLine.arguments.dropFirst()
        guard let trials = given.first.flatMap({ Int($0) }), trials > 0 else {
            preconditionFailure("usage: CompareSides COMPARISONS [rounds|runs|blocks]")
        }
        let design = given.dropFirst().first
        func isWanted(_ condition: Condition) -> Bool {
            design.map { $0 == condition.design.rawValue } ?? true
        }
        for condition in Condition.nothing.filter(isWanted) {
            show(Tally(condition, trials: trials))
        }
        // What is found is told well enough by half as many.
        for condition in Condition.found.filter(isWanted) {
            show(Tally(condition, trials: (trials + 1) / 2))
        }
    }

    /// Each line is to be seen when it is made.
    private static func show(_ tally: Tally) {
        print(tally.line)
        fflush(nil)
    }
}

/// How comparisons under one condition ended.
struct Tally {
    private let condition: Condition
    private let trials: Int
    private var verdicts: [SideComparison.Verdict: Int] = [:]
    private var words: [MetricVerdict.Word: Int] = [:]
    private var falselyWorse: [JudgedMetric: Int] = [:]

    init(_ condition: Condition, trials: Int) {
        self.condition = condition
        self.trials = trials
        for seed in 1...trials {
            let found = Trial(condition: condition, seed: UInt64(seed)).comparison()
            verdicts[found.verdict, default: 0] += 1
            for metric in found.metrics {
                if metric.metric == .firstTokenP50 { words[metric.word, default: 0] += 1 }
                if metric.word == .worse { falselyWorse[metric.metric, default: 0] += 1 }
            }
        }
    }

    var line: String {
        func counts(_ pairs: [(String, Int)]) -> String {
            pairs.sorted { $0.0 < $1.0 }.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ")
        }
        return "{\"name\": \"\(condition.name)\", \"design\": \"\(condition.design.rawValue)\", "
            + "\"count\": \(condition.count), \"spread\": \(condition.spread), "
            + "\"effect\": \(condition.effect), \"smallest_effect\": \(condition.smallestEffect), "
            + "\"trials\": \(trials), "
            + "\"verdicts\": {\(counts(verdicts.map { ($0.key.rawValue, $0.value) }))}, "
            + "\"ttft_p50\": {\(counts(words.map { ($0.key.rawValue, $0.value) }))}, "
            + "\"worse\": {\(counts(falselyWorse.map { ($0.key.rawValue, $0.value) }))}}"
    }
}

extension Condition {
    private static let movements: [(String, Movement)] = [
        ("steady", .none), ("drift 10 %", .drift(0.1)), ("drift 20 %", .drift(0.2)),
        ("waves 5 % of 12 rounds", .wave(0.05, rounds: 12)),
        ("waves 10 % of 24 rounds", .wave(0.1, rounds: 24)),
        ("wandering 5 %", .wandering(0.05)),
    ]

    /// Both sides are alike: every alarm is a false one.
    static let nothing: [Condition] =
        movements.flatMap { name, movement in
            [Design.rounds, .blocks].map { design in
                var condition = Condition(name: name, design: design, movement: movement)
                if design == .blocks { condition.smallestEffect = 0.02 }
                return condition
            }
        } + [
            Condition(name: "steady", count: 6),
            Condition(name: "steady, wide", spread: 0.08),
            Condition(name: "steady", design: .runs, count: 6),
            Condition(name: "steady, wide", design: .runs, count: 6, spread: 0.08),
        ]

    /// The new side is slower.
    static let found: [Condition] =
        [0.01, 0.02, 0.04].flatMap { spread in
            [6, 10, 20].flatMap { count in
                [0.1, 0.2].map { effect in
                    Condition(name: "effect", count: count, spread: spread, effect: effect)
                }
            }
        }
        + [0.01, 0.02].flatMap { spread in
            [10, 20].flatMap { count in
                [0.05, 0.1].map { effect in
                    Condition(
                        name: "effect", design: .blocks, count: count, spread: spread,
                        effect: effect, smallestEffect: 0.02)
                }
            }
        }
        + [3, 6].map { count in
            Condition(name: "effect", design: .runs, count: count, effect: 0.1)
        }
}
