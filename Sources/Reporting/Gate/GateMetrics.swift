internal import Analysis
internal import RunModel

/// metrics.txt: the new values and their changes as GitLab's metrics report reads them, a sample a line in the text
/// form of Prometheus (https://docs.gitlab.com/ci/testing/metrics_reports/).
enum GateMetrics {
    static func text(_ result: GateResult) -> String {
        var lines: [String] = []
        for verdict in (result.recent?.sides ?? result.sides ?? result.release?.sides)?.metrics
            ?? []
        {
            let name = Self.name(verdict)
            if let value = verdict.new { lines.append("\(name) \(QuantityFormat.exact(value))") }
            if let effect = verdict.effect {
                lines.append("\(name)_change \(QuantityFormat.exact(effect))")
            }
        }
        lines.append("streamgauge_gate_exit_code \(result.exitCode)")
        return lines.map { $0 + "\n" }.joined()
    }

    private static func name(_ verdict: MetricVerdict) -> String {
        let unit =
            switch verdict.unit {
            case .milliseconds: "_ms"
            case .share: "_share"
            default: ""
            }
        let mode = verdict.mode == .nonStreaming ? "_non_streaming" : ""
        return "streamgauge_\(verdict.metric.rawValue.replacing(".", with: "_"))\(unit)\(mode)"
    }
}
