package import Analysis
package import RunModel
import Statistics

/// Runs of a history whose truth is known: every round has the value that is asked for, give or take a seeded hundredth.
package enum SyntheticPast {
    /// `number` is its place in time, `firstToken` the median TTFT and `pace` the time a token in milliseconds, and
    /// `failed` how many of the 45 requests of each round did.
    package static func run(
        _ number: Int, firstToken: Double = 200, pace: Double = 30, failed: Int = 0,
        branch: String? = "main", work: [RunProfile.PlanItem] = []
    ) -> PastRun {
        let digits = String(number)
        let id = String(repeating: "0", count: 6 - digits.count) + digits
        var labels = RunLabels()
        labels[RunLabels.branchName] = branch
        labels[RunLabels.commitName] = "\(digits)abcdef0123456789"
        return PastRun(
            id: id, labels: labels,
            profile: profile(number, firstToken: firstToken, pace: pace, failed: failed, work: work)
        )
    }

    package static func profile(
        _ number: Int, firstToken: Double = 200, pace: Double = 30, failed: Int = 0,
        modes: [ResponseMode] = [.streaming], rounds: Int = 10, work: [RunProfile.PlanItem] = []
    ) -> RunProfile {
        var profile = RunProfile(
            name: "run-\(number)",
            started:
                "2026-11-\(10 + number / 1000 % 20)T10:\(10 + number / 60 % 50):\(10 + number % 50).000Z",
            version: "0.1.0", endpoint: "http://127.0.0.1:8000/v1", model: "m",
            originNanoseconds: 1_700_000_000_000_000_000 + Int64(number) * 1_000_000_000,
            ending: .completed, trust: .trustworthy, reasons: [])
        profile.work = work
        profile.modes = modes.map { mode($0, number, firstToken, pace, failed, rounds) }
        return profile
    }

    private static func mode(
        _ mode: ResponseMode, _ number: Int, _ firstToken: Double, _ pace: Double, _ failed: Int,
        _ rounds: Int
    ) -> ModeProfile {
        var generator = SeededGenerator(seed: UInt64(number + 1), purpose: 7, index: 0)
        func near(_ value: Double) -> Double { value * (0.99 + 0.02 * generator.unit()) }
        let lengths = GroupedSample((0..<400).map { Double(80 + $0 % 21) })
        let profiles = (0..<rounds).map { round in
            RoundProfile(
                round: round, startSeconds: Double(round) * 10, streams: 45,
                values: [
                    RoundValue(.firstTokenP50, near(firstToken)),
                    RoundValue(.firstTokenP90, near(firstToken * 1.3)),
                    RoundValue(.firstTokenP99, nil, lack: .tooFew),
                    RoundValue(.perOutputTokenP50, near(pace)),
                    RoundValue(.endToEndPerToken, near(pace * 1.1)),
                    RoundValue(.tokenThroughput, near(4000 / pace)),
                    failures(failed),
                ], stalls: [StallCount(limitMilliseconds: 200, count: 0)])
        }
        return ModeProfile(
            mode: mode, outputTokens: lengths, outputEvents: lengths, promptTokens: lengths,
            finishReasons: [FinishCount(reason: "stop", count: 450)], medianGapMilliseconds: 30,
            rounds: profiles)
    }

    private static func failures(_ part: Int) -> RoundValue {
        var found = RoundValue(.failures, Double(part) / 45)
        found.part = part
        found.whole = 45
        return found
    }
}
