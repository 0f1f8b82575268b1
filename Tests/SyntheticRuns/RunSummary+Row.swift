package import Analysis
package import RunModel

/// For tests of what stands in summary.csv; reports and judges read `RunSummary.numbers`.
extension RunSummary {
    /// The one row of that description; nil when the summary has none.
    package func row(
        _ metric: MetricName, _ mode: ResponseMode?, _ statistic: Statistic,
        connection: ConnectionScope = .all, round: Int? = nil
    ) -> SummaryRow? {
        rows.first {
            $0.metric == metric && $0.mode == mode && $0.statistic == statistic
                && $0.connection == connection && $0.round == round && $0.phase == .measured
        }
    }

    package func row(
        _ metric: Metric, _ mode: ResponseMode?, _ statistic: Statistic,
        connection: ConnectionScope = .all, round: Int? = nil
    ) -> SummaryRow? {
        row(MetricName(metric), mode, statistic, connection: connection, round: round)
    }
}
