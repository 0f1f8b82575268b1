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
    /// Whose documented times are held against the run, by name: `perf`. Absent: those of the emulator's API where
    /// the emulator is measured, else none.
    package var documentation: String?
    /// What else is documented of the target; absent where nothing is.
    package var claims: [StatedClaim]?

    package init() {}

    /// What a plan does not say is as in an empty one.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        smallestEffects =
            try container.decodeIfPresent([String].self, forKey: .smallestEffects) ?? []
        gate = try container.decodeIfPresent([String].self, forKey: .gate) ?? []
        assertions = try container.decodeIfPresent([String].self, forKey: .assertions)
        abortWhen = try container.decodeIfPresent([String].self, forKey: .abortWhen)
        documentation = try container.decodeIfPresent(String.self, forKey: .documentation)
        claims = try container.decodeIfPresent([StatedClaim].self, forKey: .claims)
    }

    package var isEmpty: Bool { self == JudgingPlan() }
}

/// What somebody says of a target, and where it stands.
package struct StatedClaim: Codable, Sendable, Equatable {
    /// As assertions have it: `ttft.p95`.
    package var metric: String
    /// As assertions have it: `< 300ms`.
    package var bound: String
    /// A title or an address.
    package var source: String

    package init(metric: String, bound: String, source: String) {
        self.metric = metric
        self.bound = bound
        self.source = source
    }

    /// The same as an assertion.
    package var text: String { "\(metric) \(bound)" }
}
