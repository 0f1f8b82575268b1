internal import Analysis
internal import RunModel

/// Both sides' distributions over each other.
enum SidesDistributionSection {
    static func section(_ comparison: SideComparison) -> PageSection {
        let hasModes = Set(comparison.curves.map(\.mode)).count > 1
        let figures = comparison.curves.map { curve in
            SideCurveChart(curve: curve).figure(
                name: "curve-\(curve.metric.rawValue)-\(curve.mode.rawValue)",
                title: Wording.name(curve.metric)
                    + (hasModes ? ", \(Wording.mode(curve.mode))" : ""))
        }
        return PageSection(
            "distributions", "Distributions",
            [
                .figures(figures),
                .note(
                    figures.contains { $0 != nil }
                        ? "A line a run: the share of its values at or below each. A line further to the right "
                            + "is slower there. Pictures, not verdicts: a run's own values depend on each "
                            + "other." : ""),
            ])
    }
}
