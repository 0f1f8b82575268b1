package import Analysis
internal import Foundation
internal import RunModel
internal import Statistics

/// Comparisons as two sides of plausible runs would give them, one for each thing that a report has to say.
package enum SyntheticSides: String, CaseIterable, Sendable {
    /// The new side is slower to begin.
    case worse
    /// It is the same for all that matters.
    case same
    /// It is faster to begin.
    case better
    /// Rounds spread so much that little can be told.
    case noisy
    /// Too few rounds a side.
    case short
    /// Other answers, another plan, a run that was stopped.
    case hindered
    /// The same, whose numbers are asked for nevertheless.
    case forced
    /// Several runs a side, with both modes.
    case runs
    /// Both sides in one run, in turns, while the base drifts.
    case blocks
    /// Limits, of which one got lower.
    case limits

    package var comparison: SideComparison {
        switch self {
        case .worse: Self.slower
        case .same: Self.alike
        case .better: Self.faster
        case .noisy: Self.uncertain
        case .short: Self.fewRounds
        case .hindered: Self.incomparable(isForced: false)
        case .forced: Self.incomparable(isForced: true)
        case .runs: Self.severalRuns
        case .blocks: Self.blocksInTurns
        case .limits: Self.lowerLimits
        }
    }

    // Made once: each takes thousands of requests.

    private static let slower: SideComparison = {
        var run = Self.run(seed: 2, firstToken: 226)
        run.refusalEvery = 40
        run.hasLateHead = true
        return compare("v1.4-main", Self.run(seed: 1), "v1.5-rc1", run)
    }()

    private static let alike = compare(
        "v1.4-main", run(seed: 1, requests: 2000), "v1.4-again", run(seed: 2, requests: 2000))

    private static let faster = compare(
        "v1.4-main", run(seed: 1, requests: 2000), "v1.5-rc2",
        run(seed: 2, requests: 2000, firstToken: 170, gap: 24))

    private static let uncertain = compare(
        "busy-host", run(seed: 1, requests: 140, spread: 0.8), "busy-host-2",
        run(seed: 2, requests: 140, spread: 0.8))

    private static let fewRounds = compare(
        "quick-1", run(seed: 1, rounds: 4), "quick-2", run(seed: 2, rounds: 4))

    private static let lowerLimits = SideComparison(
        base: [RunProfile(name: "limits-1", limits: SyntheticLimits.truthful)],
        new: [RunProfile(name: "limits-2", limits: SyntheticLimits.lying)], rules: SideRules())

    private static func compare(
        _ baseName: String, _ base: SyntheticRun, _ newName: String, _ new: SyntheticRun
    ) -> SideComparison {
        SideComparison(
            base: [profile(baseName, base)], new: [profile(newName, new)], rules: SideRules())
    }

    private static func run(
        seed: UInt64, requests: Int = 900, rounds: Int = 10, firstToken: Double = 205,
        spread: Double = 0.18, gap: Double = 30
    ) -> SyntheticRun {
        var run = SyntheticRun()
        run.seed = seed
        run.requests = requests
        run.rounds = rounds
        run.keepsChunks = false
        run.outputTokens = .normal(mean: 24, deviation: 5)
        run.firstTokenMilliseconds = .logNormal(median: firstToken, sigma: spread)
        run.gapMilliseconds = .gamma(mean: gap, shape: 9)
        return run
    }

    private static func profile(
        _ name: String, _ run: SyntheticRun, at started: String = "",
        _ edit: (inout RunManifest) -> Void = { _ in }
    ) -> RunProfile {
        let record = run.record()
        var manifest = record.manifest
        manifest.plan.seed = 7
        manifest.plan.request.model = "example-8b"
        if !started.isEmpty { manifest.started = started }
        edit(&manifest)
        return RunProfile(
            name: name, manifest: manifest, requests: record.requests,
            histograms: record.histograms)
    }

    private static func incomparable(isForced: Bool) -> SideComparison {
        var rules = SideRules()
        rules.isForced = isForced
        return SideComparison(base: [known], new: [different], rules: rules)
    }

    private static let known = profile("v1.4-main", run(seed: 1))

    private static let different: RunProfile = {
        var longer = Self.run(seed: 2)
        longer.outputTokens = .normal(mean: 36, deviation: 5)
        return profile("v1.5-rc1", longer) { manifest in
            manifest.plan.load.concurrency = 20
            manifest.plan.load.duration = .init("2m")
            manifest.ending = .interrupted
        }
    }()

    private static let severalRuns: SideComparison = {
        func side(_ name: String, _ seed: UInt64, _ firstToken: Double) -> [RunProfile] {
            (0..<5).map { index in
                var run = Self.run(
                    seed: seed + UInt64(index), requests: 800, firstToken: firstToken)
                run.isPaired = true
                // No two sittings are the same.
                run.gapMilliseconds = .gamma(mean: 30 + Double(index % 3) * 0.3, shape: 9)
                let hour = 8 + 2 * index + (name == "new" ? 1 : 0)
                let padded = hour < 10 ? "0\(hour)" : "\(hour)"
                return profile(
                    "\(name)-\(index + 1)", run, at: "2026-05-28T\(padded):26:40Z")
            }
        }
        return SideComparison(
            base: side("base", 10, 205), new: side("new", 20, 222), rules: SideRules())
    }()

    private static let blocksInTurns: SideComparison = {
        func side(_ seed: UInt64, _ firstToken: Double, shift: Double) -> RunProfile {
            var run = Self.run(seed: seed, requests: 1600, rounds: 12, firstToken: firstToken)
            run.drift = 0.12
            var profile = Self.profile("in-turns", run)
            for mode in profile.modes.indices {
                for round in profile.modes[mode].rounds.indices {
                    profile.modes[mode].rounds[round].startSeconds *= 2
                    profile.modes[mode].rounds[round].startSeconds += shift
                }
            }
            return profile
        }
        var comparison = SideComparison(
            base: [side(1, 205, shift: 0)], new: [side(2, 219, shift: 6)], rules: SideRules(),
            unit: .blockPair)
        comparison.blocks = (0..<24).compactMap(block)
        comparison.isSameAddress = false
        return comparison
    }()

    /// Base, new, new, base, ..., after a command of two seconds each.
    private static func block(_ index: Int) -> SideBlock? {
        let isOfBase = index % 4 == 0 || index % 4 == 3
        let json = """
            {"round": \(index), "isOfBase": \(isOfBase), "beginSeconds": \(index * 14 + 2),
            "endSeconds": \(index * 14 + 14), "betweenSeconds": 2}
            """
        return try? JSONDecoder().decode(SideBlock.self, from: Data(json.utf8))
    }
}
