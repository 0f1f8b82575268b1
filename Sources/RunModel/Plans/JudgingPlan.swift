/// By what a run is judged against others, or one side of it against the other, as users write it: `5%` and
/// `ttft.p90=10%` for the smallest change that matters, `ttft.p50` for what is judged.
package struct JudgingPlan: Codable, Sendable, Equatable {
    /// Empty for the usual one of the comparison.
    package var smallestEffects: [String] = []
    /// Empty for the usual metrics.
    package var gate: [String] = []
    /// What must hold for the run, such as `ttft.p95 < 300ms`; absent where nothing must.
    package var assertions: [String]?
    /// What ends the run early, by the same grammar; absent where nothing does.
    package var abortWhen: [String]?

    package init() {}

    package var isEmpty: Bool { self == JudgingPlan() }
}
