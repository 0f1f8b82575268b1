import Analysis
import Glibc
import Statistics

/// Plays seeded histories of a target whose truth is known, and prints a line of JSON a condition: how often the gate
/// fired, and how often it could not tell. The argument is the number of histories a condition.
@main
struct GateHistories {
    static func main() {
        let given = Array(CommandLine.arguments.dropFirst())
        if given.count == 3, given[0] == "write", let count = Int(given[2]) {
            return HistoryWriter.write(count, to: given[1])
        }
        guard let count = given.first.flatMap({ Int($0) }), count > 0 else {
            preconditionFailure("usage: GateHistories HISTORIES | write FOLDER FILES")
        }
        for condition in Condition.all {
            show(condition.line(Tally(condition, histories: count), histories: count))
        }
        show(Creep.line(histories: count))
        for line in ChangePointTally.lines(series: count) { show(line) }
    }

    /// Each line is to be seen when it is made.
    private static func show(_ line: String) {
        print(line)
        fflush(nil)
    }
}

/// A kind of history, and what happens then.
struct Condition {
    enum Past: String, CaseIterable {
        case steady
        /// A tenth of a percent slower with every run.
        case drift
        /// Three runs one after another, 60 % slower, that nobody excluded.
        case brokenNight = "broken night"
        /// One run 50 % slower.
        case spike
    }

    var past: Past
    /// How much later first tokens come from the run that is judged on; every other number stays.
    var change: Double
    /// Whether every other number is as much slower too.
    var isOfAll = false
    var confirm = 1
    /// Whether the run that confirms has the luck of the first: the same placement, the same hour.
    var isSameSitting = false
    /// Whether the judged run itself is a spike.
    var isSpike = false

    static let pastRuns = 20

    static let all: [Condition] =
        Past.allCases.flatMap { past in
            [0.0, 0.1].map { Condition(past: past, change: $0) }
        } + [
            Condition(past: .steady, change: 0, isSpike: true),
            Condition(past: .steady, change: 0, isSameSitting: true),
            Condition(past: .steady, change: 0.1, isSameSitting: true),
            Condition(past: .steady, change: 0, confirm: 0),
            Condition(past: .steady, change: 0.1, confirm: 0),
            Condition(past: .steady, change: 0.05), Condition(past: .steady, change: 0.2),
            Condition(past: .steady, change: 0.1, isOfAll: true),
        ]

    func line(_ tally: Tally, histories: Int) -> String {
        "{\"past\": \"\(past.rawValue)\", \"change\": \(change), \"of_all\": \(isOfAll), \"confirm\": \(confirm), "
            + "\"same_sitting\": \(isSameSitting), \"spike\": \(isSpike), "
            + "\"histories\": \(histories), \"first\": \(tally.first), \"second\": \(tally.second), "
            + "\"untold\": \(tally.untold), \"confirmations\": \(tally.confirmations)}"
    }
}

/// How the gates of a condition ended.
struct Tally {
    /// Histories in which the first gate fired, and in which it or the next one did.
    private(set) var first = 0
    private(set) var second = 0
    /// Those in which the first could not tell.
    private(set) var untold = 0
    /// Those in which it ran again.
    private(set) var confirmations = 0

    init(_ condition: Condition, histories: Int) {
        for seed in 1...histories {
            var target = SimulatedTarget(seed: UInt64(seed))
            var past = Self.past(condition.past, &target)
            if condition.isOfAll {
                target.level += log1p(condition.change)
            } else {
                target.firstTokenLevel += log1p(condition.change)
            }
            let gate = Gate(
                past: past, confirm: condition.confirm, isSameSitting: condition.isSameSitting)
            let found = gate.outcome(&target, extra: condition.isSpike ? log(1.5) : 0)
            past += found.runs
            if found.runs.count > 1 { confirmations += 1 }
            if found.verdict == .cannotTell { untold += 1 }
            if found.verdict == .regression {
                first += 1
                second += 1
                continue
            }
            let next = Gate(
                past: past, confirm: condition.confirm, isSameSitting: condition.isSameSitting)
            if next.outcome(&target).verdict == .regression { second += 1 }
        }
    }

    private static func past(
        _ kind: Condition.Past, _ target: inout SimulatedTarget
    ) -> [PastRun] {
        (0..<Condition.pastRuns).map { place in
            let left = Condition.pastRuns - place
            switch kind {
            case .steady: return target.run(place)
            case .drift:
                target.level += 0.001
                return target.run(place)
            case .brokenNight:
                return target.run(place, extra: (3...5).contains(left) ? log(1.6) : 0)
            case .spike: return target.run(place, extra: left == 4 ? log(1.5) : 0)
            }
        }
    }
}

/// The gate as the command plays it: a run, and another while something looks worse.
struct Gate {
    let past: [PastRun]
    var release: String?
    let confirm: Int
    var isSameSitting = false

    func outcome(
        _ target: inout SimulatedTarget, extra: Double = 0
    ) -> (verdict: GateResult.Verdict, runs: [PastRun]) {
        let judge = GateJudge(past: past, branch: nil, release: release, rules: SideRules())
        var runs: [PastRun] = []
        var findings: GateJudge.Findings?
        while true {
            let id = past.count + runs.count
            runs.append(
                target.run(
                    id, extra: runs.isEmpty ? extra : 0,
                    isSameSitting: isSameSitting && !runs.isEmpty))
            findings = judge.findings(of: runs)
            if findings?.wantsAnother(after: runs.count, confirm: confirm) != true { break }
        }
        var result = GateResult(version: "0", name: "gate", labels: RunLabels())
        result.conclude(findings)
        return (result.verdict, runs)
    }
}
