package import Analysis
import RunModel

/// Results of gates, one of each kind that outputs differ by.
package enum SyntheticGates: CaseIterable {
    case passed
    case regression
    case creep
    case shortHistory
    case first
    case dead

    package var result: GateResult {
        var labels = RunLabels([
            "branch": "feature", "target_branch": "main", "commit": "0123456789abcdef",
        ])
        labels["subject"] = "batch: wait <less> | ::error::"
        var result = GateResult(version: "0.1.0", name: "chat", labels: labels)
        result.notes = self == .passed ? ["left out 'runs/x.json': damaged"] : []
        var ready = Readiness()
        for median in [420.0, 204, 201] {
            ready.add(Readiness.Block(medianMilliseconds: median, requests: 8, failures: 0))
        }
        result.readiness = ready
        guard self != .dead else {
            result.end(.targetFailed)
            return result
        }
        let new = runs
        result.runs = new.map { run in
            GateRun(id: run.id, folder: "reports/\(run.id)", seed: 7, profile: run.profile)
        }
        result.previous = self == .regression ? .passed : nil
        result.conclude(
            GateJudge(
                past: past, branch: "main", release: self == .creep ? "release" : nil,
                rules: SideRules()
            ).findings(of: new))
        return result
    }

    private var runs: [PastRun] {
        switch self {
        case .regression:
            [40, 41].map { SyntheticPast.run($0, firstToken: 251, branch: "feature") }
        case .creep: [40, 41].map { SyntheticPast.run($0, firstToken: 226) }
        default: [SyntheticPast.run(40, branch: "feature")]
        }
    }

    private var past: [PastRun] {
        switch self {
        case .first, .dead: return []
        case .shortHistory: return (0..<2).map { SyntheticPast.run($0) }
        case .creep:
            var past = (0..<10).map { SyntheticPast.run($0, firstToken: 200 + Double($0 % 4)) }
            for place in past.indices { past[place].baselines = ["release"] }
            return past
                + (10..<30).map { SyntheticPast.run($0, firstToken: 200 + 1.2 * Double($0 - 10)) }
        case .passed, .regression:
            var past = (0..<12).map {
                SyntheticPast.run(
                    $0, firstToken: 195 + Double($0 * 7 % 11), pace: 29.5 + Double($0 % 3) / 3)
            }
            past[5].exclusion = "the network was broken"
            past[8] = SyntheticPast.run(8, firstToken: 320)
            return past
        }
    }
}
