import Analysis
import Glibc

/// A target that gets slower by 1 % a week, five gates a week: no single step is seen, the pinned release is.
enum Creep {
    private static let gatesInWeek = 5
    private static let weeks = 10
    private static let releaseRuns = 10

    static func line(histories: Int) -> String {
        var found = 0
        var byRecent = 0
        var weeksTaken: [Int] = []
        var early = 0
        for seed in 1...histories {
            switch firing(seed: UInt64(seed)) {
            case .release(let week):
                found += 1
                weeksTaken.append(week)
                // Less than what matters has crept by then.
                if Double(week) * 0.01 < 0.03 { early += 1 }
            case .recent: byRecent += 1
            case nil: break
            }
        }
        let sorted = weeksTaken.sorted()
        let median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        return "{\"creep\": 0.01, \"histories\": \(histories), \"found\": \(found), "
            + "\"by_recent\": \(byRecent), \"median_week\": \(median), \"too_early\": \(early)}"
    }

    private enum Firing {
        case release(week: Int)
        case recent
    }

    private static func firing(seed: UInt64) -> Firing? {
        var target = SimulatedTarget(seed: 1_000_000 + seed)
        var past = (0..<releaseRuns).map { target.run($0) }
        for place in past.indices { past[place].baselines = ["release"] }
        for week in 0..<weeks {
            for _ in 0..<gatesInWeek {
                target.level += log1p(0.01) / Double(gatesInWeek)
                let gate = Gate(past: past, release: "release", confirm: 1)
                let judge = GateJudge(
                    past: past, branch: nil, release: "release", rules: SideRules())
                let found = gate.outcome(&target)
                if found.verdict == .regression {
                    let recent = judge.findings(of: found.runs).recent.sides?.verdict
                    return recent == .regression ? .recent : .release(week: week + 1)
                }
                past += found.runs
            }
        }
        return nil
    }
}
