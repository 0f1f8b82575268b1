internal import RunModel

/// How what somebody claims of a target stands against a run. It decides nothing: whoever wants that asserts.
package struct ClaimResult: Codable, Sendable, Equatable {
    /// Who says so: a title or an address.
    package var source: String
    package var result: AssertionResult

    /// What the plan claims, in its order; nil of a plan that claims nothing. A claim that nobody understands was
    /// refused before the run.
    static func results(in record: JudgedRecord) -> [ClaimResult]? {
        let claims = record.manifest.plan.judging?.claims ?? []
        let known = claims.compactMap { claim in
            (try? Assertion(claim.text)).map { (claim.source, $0) }
        }
        guard !known.isEmpty else { return nil }
        let results = AssertionJudge(record).results(of: known.map(\.1))
        return zip(known, results).map { ClaimResult(source: $0.0, result: $1) }
    }
}
