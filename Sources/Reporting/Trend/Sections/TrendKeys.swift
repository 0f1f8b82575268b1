internal import Analysis

/// What the marks of the drawings mean: one legend for all of them.
enum TrendKeys {
    static func form(_ run: TrendRun, _ point: MetricTrend.Point) -> TrendPanel.Form {
        switch run.leftOut {
        case .excluded: .excluded
        case nil where point.isSpike == true: .spike
        case nil: run.baselines.isEmpty ? .counted : .baseline
        default: .leftOut
        }
    }

    /// Those of the marks that there are.
    static func entries(_ trend: HistoryTrend) -> [Markup] {
        let forms = Set(
            trend.metrics.flatMap { metric in
                metric.points.filter { $0.value != nil }.map { form(trend.runs[$0.run], $0) }
            })
        let changes = trend.metrics.flatMap(\.changes)
        var entries: [(key: String, text: String)] = TrendPanel.Form.allCases
            .filter(forms.contains).map { ("run-\($0.rawValue)", name($0, trend)) }
        if trend.metrics.contains(where: { !$0.levels.isEmpty }) {
            entries.append(("height", "level of the runs"))
        }
        if changes.contains(where: { $0.word == .worse }) {
            entries.append(("height worse", "a worse level"))
        }
        if changes.contains(where: { $0.word == .better }) {
            entries.append(("height better", "a better level"))
        }
        if !changes.isEmpty {
            entries.append(("where", "the change lies in it, with 95 % confidence"))
        }
        if trend.runs.contains(where: { $0.blessing != nil }) {
            entries.append(("blessed", "a run was blessed"))
        }
        return entries.map { entry in
            Markup(trusted: #"<i class="key \#(entry.key)"></i>"# + Markup(entry.text).html)
        }
    }

    private static func name(_ form: TrendPanel.Form, _ trend: HistoryTrend) -> String {
        switch form {
        case .counted: return "a run"
        case .baseline: return "a run of a baseline"
        case .spike: return "a run out of line with its neighbours, part of no level"
        case .excluded: return "an excluded run"
        case .leftOut:
            let reasons = Set(trend.runs.compactMap(\.leftOut))
            let words = [PassedOver.Reason.notTrustworthy, .ended, .changedMidway, .otherWork]
                .filter(reasons.contains).map(TrendWording.leftOut)
            return "a run that does not count: " + words.joined(separator: ", ")
        }
    }
}
