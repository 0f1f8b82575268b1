internal import Analysis
internal import RunModel

/// metrics.txt: the new values and their changes as GitLab's metrics report reads them, a sample a line in the text
/// form of Prometheus (https://docs.gitlab.com/ci/testing/metrics_reports/).
enum GateMetrics {
    static func text(_ result: GateResult) -> String {
        var lines: [String] = []
        let isCompared = [result.recent?.sides, result.sides, result.release?.sides].contains {
            $0 != nil
        }
        // The first run of its kind has numbers too, with which the next pipeline is compared.
        if !isCompared, let run = result.runs.first, !run.isUntrusted {
            for (metric, value) in run.values.sorted(by: { $0.key < $1.key }) {
                guard let metric = JudgedMetric(rawValue: metric) else { continue }
                lines.append("\(name(metric, .streaming)) \(QuantityFormat.exact(value))")
            }
        }
        for verdict in (result.recent?.sides ?? result.sides ?? result.release?.sides)?.metrics
            ?? []
        {
            let name = Self.name(verdict.metric, verdict.mode)
            if let value = verdict.new { lines.append("\(name) \(QuantityFormat.exact(value))") }
            if let effect = verdict.effect {
                lines.append("\(name)_change \(QuantityFormat.exact(effect))")
            }
        }
        lines.append("streamgauge_gate_exit_code \(result.exitCode)")
        return lines.map { $0 + "\n" }.joined()
    }

    private static func name(_ metric: JudgedMetric, _ mode: ResponseMode) -> String {
        let unit =
            switch metric.unit {
            case .milliseconds: "_ms"
            case .share: "_share"
            default: ""
            }
        let mode = mode == .nonStreaming ? "_non_streaming" : ""
        return "streamgauge_\(metric.rawValue.replacing(".", with: "_"))\(unit)\(mode)"
    }
}
