package import Analysis

/// Which changes a comparison would show, for whoever plans one.
package enum DetectableText {
    /// `  TTFT p50       9.1 %`, in the order of the metrics.
    package static func lines(_ comparison: SideComparison) -> [String] {
        let order = JudgedMetric.allCases
        let sorted = comparison.metrics.sorted {
            order.firstIndex(of: $0.metric) ?? 0 < order.firstIndex(of: $1.metric) ?? 0
        }
        return sorted.compactMap { verdict in
            verdict.detectable.map { detectable in
                "  " + TerminalText.left(SidesWording.name(verdict, in: comparison), 20)
                    + SidesWording.amount(
                        max(detectable, verdict.bandAbove ?? 0), ChangeFormat(verdict))
            }
        }
    }
}
