package import Analysis
internal import RunModel
internal import Statistics

/// Runs of a project's history, one a night and commit, at a target whose levels are given: runs spread by one part
/// of a hundred and rounds by two.
package struct SyntheticHistory: Sendable {
    /// In order of time.
    package var runs: [PastRun]

    /// - Parameters:
    ///   - levels: Of each metric the true value of each run.
    ///   - seed: Decides all that is drawn.
    package init(_ levels: [JudgedMetric: [Double]], seed: UInt64 = 1) {
        let count = levels.values.map(\.count).min() ?? 0
        var generator = SeededGenerator(seed: seed, purpose: 98, index: 0)
        let ofRuns = Distribution.logNormal(median: 1, sigma: 0.01)
        let ofRounds = Distribution.logNormal(median: 1, sigma: 0.02)
        let metrics = JudgedMetric.allCases.filter { levels[$0] != nil }
        runs = (0..<count).map { number in
            let own = metrics.map { metric in
                (levels[metric]?[number] ?? 1) * ofRuns.sample(using: &generator)
            }
            let rounds = (0..<Self.rounds).map { round in
                RoundProfile(
                    round: round, startSeconds: Double(round) * 10, streams: 60,
                    values: zip(metrics, own).map { metric, value in
                        RoundValue(metric, value * ofRounds.sample(using: &generator))
                    })
            }
            return Self.run(number, rounds, commit: number)
        }
    }

    private static let rounds = 10

    private static func run(_ number: Int, _ rounds: [RoundProfile], commit: Int) -> PastRun {
        // The 28 days that every month has.
        let (month, day) = (number / 28 % 12 + 1, number % 28 + 1)
        func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let date = (2026 + number / 336, padded(month), padded(day))
        var profile = RunProfile(
            name: "night-\(number)", started: "\(date.0)-\(date.1)-\(date.2)T03:10:00Z",
            version: "1.2.0", endpoint: "http://127.0.0.1:8000/v1/chat/completions",
            model: "\"example-8b\"", originNanoseconds: Int64(number), ending: .completed,
            trust: .trustworthy, reasons: [])
        profile.work = [.init(key: "load.concurrency", value: "16")]
        profile.circumstances = [.init(key: "host.kernel", value: "6.1.0")]
        profile.modes = [
            ModeProfile(
                mode: .streaming, outputTokens: GroupedSample([]), outputEvents: GroupedSample([]),
                promptTokens: GroupedSample([]), finishReasons: [], medianGapMilliseconds: 20,
                rounds: rounds)
        ]
        return PastRun(
            id: "\(date.0)\(date.1)\(date.2)T031000000Z-"
                + ContentDigest([UInt8(truncatingIfNeeded: number)]).text,
            labels: RunLabels([
                "branch": "main", "commit": self.commit(commit), "subject": "Change \(commit)",
            ]), profile: profile)
    }

    /// The digest of the n-th commit.
    package static func commit(_ number: Int) -> String {
        ContentDigest(Array("commit \(number)".utf8)).text
    }
}

/// Trends as a plausible history would give them, one for each thing that a page has to say.
package enum SyntheticTrends: String, CaseIterable, Sendable {
    /// A step for the worse in the first token, an old one that is gone, one for the better, runs that were left out,
    /// and what was said of them.
    case worse
    /// Slower bit by bit.
    case creeping
    /// Nothing happened.
    case flat
    /// Too few runs.
    case short

    package var trend: HistoryTrend { HistoryTrend(of: past, series: "chat", branch: "main") }

    package var past: [PastRun] {
        switch self {
        case .worse: Self.stepped
        case .creeping:
            SyntheticHistory([
                .firstTokenP50: (0..<40).map { 200 * (1 + 0.004 * Double($0)) },
                .tokenThroughput: Self.level(840, 40),
            ]).runs
        case .flat:
            SyntheticHistory([
                .firstTokenP50: Self.level(200, 40), .firstTokenP99: Self.level(500, 40),
                .tokenThroughput: Self.level(840, 40),
            ]).runs
        case .short: SyntheticHistory([.firstTokenP50: Self.level(200, 4)]).runs
        }
    }

    private static func level(_ value: Double, _ count: Int) -> [Double] {
        [Double](repeating: value, count: count)
    }

    private static var stepped: [PastRun] {
        var runs = SyntheticHistory([
            .firstTokenP50: level(200, 30) + level(230, 20),
            .firstTokenP99: level(500, 30) + level(590, 20),
            .perOutputTokenP50: level(12, 15) + level(14, 15) + level(12, 20),
            .tokenThroughput: level(800, 40) + level(900, 10),
        ]).runs
        runs[4].exclusion = "the network was broken"
        runs[9].profile.trust = .notTrustworthy
        runs[12].profile.ending = .interrupted
        runs[2].profile.work = [.init(key: "load.concurrency", value: "8")]
        for number in 20..<26 { runs[number].baselines = ["v1.2"] }
        runs[22].blessing = "the larger batch is wanted"
        for number in 40..<50 {
            runs[number].profile.circumstances = [.init(key: "host.kernel", value: "6.8.0")]
        }
        runs[30].verdict = .regression
        return runs
    }
}
