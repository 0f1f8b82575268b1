package import RunModel
internal import Statistics

/// Which readers leave, and when; the same on every machine and in every run of the seed. A server cannot know it, so
/// that who stays is no other than who leaves.
package struct LeavingReaders: Sendable {
    private let share: Double
    private let after: TimeDistribution
    private let seed: UInt64

    private static let purpose: UInt64 = 22

    /// Nil of a plan in which all stay.
    ///
    /// - Throws: `WorkloadError` when the time is none.
    package init?(_ request: RequestPlan, seed: UInt64) throws(WorkloadError) {
        guard let plan = request.abandon else { return nil }
        share = plan.share
        self.seed = seed
        do throws(WorkloadError) {
            after = try TimeDistribution(parsing: plan.after)
        } catch {
            throw WorkloadError("--after: \(error.description)")
        }
    }

    /// How long after the request was due its reader leaves; nil of one who stays.
    package func leaveAfter(of prompt: Int) -> Duration? {
        var generator = SeededGenerator(seed: seed, purpose: Self.purpose, index: UInt64(prompt))
        guard generator.unit() < share else { return nil }
        return after.sample(using: &generator)
    }
}
