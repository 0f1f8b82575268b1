import Analysis
import ArgumentParser
import RunModel

/// The tier of what a limits run found, for runs that are to stay within it.
struct FoundTier {
    let plan: TierPlan
    /// What could not be told, each a sentence without a full stop.
    let remarks: [String]

    /// Nil where `path` is neither a limits.json nor the folder of a run.
    ///
    /// - Throws: `ValidationError` where it tells no bound to stay within.
    init?(path: String) throws {
        guard let found = try FoundLimits.found(at: path, of: "--tier") else { return nil }
        plan = found.tier(named: EmulatorTier.name)
        guard found.requests == nil || plan.requestsPerMinute != nil else {
            throw ValidationError(
                "--tier: '\(path)' found less than one request a minute, which no run can keep to.")
        }
        guard plan.maxStreams != nil || plan.requestsPerMinute != nil else {
            throw ValidationError(
                "--tier: '\(path)' tells neither streams nor requests; run 'streamgauge limits' again, or "
                    + "give --max-streams and --max-rpm.")
        }
        remarks = Self.remarks(found, plan)
    }

    /// Only what a run would keep to, and a burst that even traffic does not meet.
    private static func remarks(_ found: FoundLimits, _ plan: TierPlan) -> [String] {
        var remarks: [String] = []
        if plan.maxStreams == nil, found.behaviour != .unlimited {
            remarks.append(
                "streams at the same time, which could not be told (--max-streams bounds them)")
        }
        if plan.requestsPerMinute == nil, found.isRateUnlimited != true {
            remarks.append("requests a minute, which could not be told (--max-rpm bounds them)")
        }
        return remarks
    }
}
