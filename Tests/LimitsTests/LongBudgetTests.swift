import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Budgets of a day beside the limits of a minute: read, told, and never spent.
@Suite struct LongBudgetTests {
    private func verification(
        day: Int, _ kind: DayLimit.Kind, _ fields: LimitHeaderPolicy.DayFields,
        window: WindowShape.Kind = .fixed, seed: Int = 1
    ) -> VirtualVerification {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 60, streams: 5)
            policy.window.kind = window
            policy.day.limit = day
            policy.day.kind = kind
            policy.headers.dayFields = fields
        }
        verification.server.age = .milliseconds(17_300 + 1_370 * seed)
        return verification
    }

    @Test(arguments: [DayLimit.Kind.fixed, .bucket], WindowShape.Kind.usual)
    func `a day's budget under the plain names is no lie about the minute`(
        day: DayLimit.Kind, window: WindowShape.Kind
    ) throws {
        for seed in Seeds.of(3) {
            let verification = verification(
                day: 14_400, day, .plain, window: window, seed: seed)
            let (summary, run) = verification.run()
            #expect(summary.contradicted.isEmpty, "\(seed)")
            #expect(summary[.requestsInWindow]?.verdict == .holds, "\(seed)")
            #expect(summary[.limitRequestsHeader]?.observed == "speaks of a day", "\(seed)")
            let long = try #require(summary[.longBudget])
            #expect(long.stated == "14400 requests in a day")
            #expect(long.verdict == nil, "\(seed): \(long.reason)")
            #expect(long.observed?.hasPrefix("falls with use") == true)
            #expect(run.isWithin(LimitsCost(verification.plan)))
        }
    }

    @Test(arguments: [DayLimit.Kind.fixed, .bucket])
    func `a day's own fields leave the minute's to be judged`(day: DayLimit.Kind) throws {
        let (summary, _) = verification(day: 5000, day, .own).run()
        #expect(summary[.longBudget]?.stated == "5000 requests in a day")
        #expect(summary[.longBudget]?.verdict == nil)
        #expect(summary[.limitRequestsHeader]?.verdict == .holds)
        #expect(summary[.remainingRequestsHeader]?.verdict == .holds)
        #expect(summary.contradicted.isEmpty)
    }

    /// No field names a time, as where a proxy drops it.
    @Test(arguments: WindowShape.Kind.usual)
    func `a fall that never comes back is a longer budget's`(window: WindowShape.Kind) {
        var verification = verification(day: 9000, .fixed, .plain, window: window)
        verification.server.withheldFields = ["x-ratelimit-reset-requests"]
        let (summary, _) = verification.run()
        #expect(summary[.longBudget]?.stated == "9000 requests in more than 60s")
        #expect(summary.contradicted.isEmpty)
    }

    @Test(arguments: [0.05, 0.2, nil], [LimitHeaderPolicy.DayFields.own, .plain])
    func `no more of a day is used than is allowed`(
        share: Double?, fields: LimitHeaderPolicy.DayFields
    ) throws {
        for day in [40, 300, 1000] {
            var verification = verification(day: day, .fixed, fields)
            verification.plan.budgetShare = share
            let correction = CostCorrection()
            let (summary, run) = verification.run(telling: correction)
            // What remained at the first answer is without that request itself.
            let allowed = Int(Double(day - 1) * (share ?? 0.5))
            #expect(run.sent <= max(allowed, LimitsPlan.baselineRequests), "\(day)")
            #expect(summary.contradicted.isEmpty, "\(day)")
            #expect(run.truth.rejected[.day] == nil, "\(day)")
            guard allowed < 100 else { continue }
            #expect(correction.cost?.budget?.allowed == allowed)
            let number = try #require(summary[.requestsInWindow])
            #expect(number.verdict == .cannotTell)
            #expect(number.reason.contains("raise --budget"), "\(day): \(number.reason)")
        }
    }

    @Test(arguments: WindowShape.Kind.usual, LimitHeaderPolicy.Truth.allCases)
    func `a minute's headers speak of no longer time`(
        window: WindowShape.Kind, truth: LimitHeaderPolicy.Truth
    ) {
        for seed in Seeds.of(3) {
            var verification = VirtualVerification { policy in
                policy = LimitPolicy(requestsPerMinute: 60, streams: 5)
                policy.window.kind = window
                policy.headers.truth = truth
                policy.headers.remainingLie = .stuck
            }
            verification.server.age = .milliseconds(17_300 + 1_370 * seed)
            #expect(verification.run().0[.longBudget] == nil, "\(seed)")
        }
    }
}
