internal import RunModel

extension HistoryTrend {
    /// Looks for changes in runs of one series and kind. Pure: the same runs give the same trend.
    ///
    /// - Parameters:
    ///   - past: In any order.
    ///   - series: What they are runs of.
    ///   - branch: Whose they are; nil for all.
    ///   - rules: What is looked at, and which change matters.
    package init(
        of past: [PastRun], series: String?, branch: String?, rules: SideRules = SideRules()
    ) {
        self.rules = rules
        self.series = series
        self.branch = branch
        let sorted = past.sorted { $0.id < $1.id }
        // Only runs that did the same work lie on one level; what is done today is what matters.
        guard let latest = sorted.last(where: { $0.fault == nil }) ?? sorted.last else { return }
        kind = latest.kind
        // Another tool's numbers are measured in another way.
        let ours = sorted.filter { $0.kind == latest.kind }
        runs = ours.map { TrendRun($0, like: latest) }
        let modes = ResponseMode.allCases.filter { mode in
            ours.contains { $0.profile[mode] != nil }
        }
        let profiles = ours.map(\.profile)
        let found =
            modes.flatMap { mode in
                rules.metrics.filter { $0.isJudged(of: mode, among: modes) }.map {
                    MetricSearch($0, mode, runs: runs, profiles: profiles, rules: rules)
                }
            }
            + rules.metrics.filter(\.isOfLimits).map {
                MetricSearch($0, .streaming, runs: runs, profiles: profiles, rules: rules)
            }
        metrics = found.filter(\.isPresent).map { $0.trend() }
            .sorted { TrendOrder($0) < TrendOrder($1) }
    }
}

extension TrendRun {
    init(_ run: PastRun, like latest: PastRun) {
        id = run.id
        name = run.profile.name
        started = run.profile.started
        endpoint = run.profile.endpoint
        model = run.profile.model
        version = run.profile.version
        labels = run.labels
        trust = run.profile.trust
        verdict = run.verdict
        blessing = run.blessing
        baselines = run.baselines
        let keys = run.profile.otherWork(than: latest.profile)
        if let fault = run.fault {
            leftOut = fault
            leftOutText = run.exclusion ?? run.profile.endReason
        } else if !keys.isEmpty {
            leftOut = .otherWork
            leftOutText = keys.joined(separator: ", ")
        }
    }
}

/// Worst first: what is worse now by how much, what creeps, what only advises, what was worse once, what got
/// better, and the rest.
private struct TrendOrder: Comparable {
    private let rank: Int
    private let size: Double
    private let place: Int

    init(_ trend: MetricTrend) {
        let worse = trend.changes.filter { $0.word == .worse }
        if let standing = trend.standing {
            (rank, size) = (trend.isAdvisory ? 2 : 0, standing.severity)
        } else if let creep = trend.creep, creep.word == .worse {
            (rank, size) = (trend.isAdvisory ? 2 : 1, creep.severity)
        } else if !worse.isEmpty {
            (rank, size) = (trend.isAdvisory ? 4 : 3, worse.map(\.severity).max() ?? 0)
        } else if trend.changes.contains(where: { $0.word == .better }) || trend.creep != nil {
            (rank, size) = (5, 0)
        } else {
            (rank, size) = (trend.lack == nil ? trend.isAdvisory ? 7 : 6 : 8, 0)
        }
        place = JudgedMetric.allCases.firstIndex(of: trend.metric) ?? 0
    }

    static func < (left: TrendOrder, right: TrendOrder) -> Bool {
        (left.rank, -left.size, left.place) < (right.rank, -right.size, right.place)
    }
}
