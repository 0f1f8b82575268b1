import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// A quota that is used up, before or in the middle of a run.
@Suite struct QuotaTests {
    @Test(
        arguments: [0, 1, 3, 5, 9, 20, 55, 70, 120],
        [QuotaLimit.Status.tooManyRequests, .paymentRequired])
    func `the run ends at once and blames no limit`(
        after: Int, status: QuotaLimit.Status
    ) throws {
        let verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 60, streams: 5)
            policy.quota.requests = after
            policy.quota.status = status
        }
        let (summary, run) = verification.run()
        #expect(run.isFinished)
        #expect(summary.isQuotaUsedUp)
        // Those that were under way together hear of it together.
        #expect(run.truth.rejected[.quota] ?? 0 <= 5, "\(run.truth.rejected)")
        #expect(summary.contradicted.isEmpty)
        #expect(summary.sentRequests == run.sent)
        #expect(summary[.requestsInWindow]?.verdict == .cannotTell)
        #expect(summary[.quota]?.observed == "used up")
        #expect(summary[.quota]?.reason.contains("after \(after) requests") == true)
        let streams = try #require(summary[.concurrentStreams])
        #expect(streams.verdict == .cannotTell || streams.observed == "5")
    }

    /// Google calls rates quotas; a message that speaks of minutes, and one that names a wait, are a rate's.
    @Test(arguments: [
        #"{"error":{"message":"Quota exceeded for requests per minute.","type":"RESOURCE_EXHAUSTED"}}"#,
        #"{"error":{"message":"You exceeded your current quota, please check your plan and billing details. Please retry in 34s.","status":"RESOURCE_EXHAUSTED"}}"#,
        #"{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}"#,
    ])
    func `a rate that is called a quota is judged as a rate`(json: String) {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 60, streams: 5)
            policy.headers.truth = .none
        }
        verification.server.refusal = VirtualRefusal(429, json)
        let (summary, _) = verification.run()
        #expect(!summary.isQuotaUsedUp)
        #expect(summary[.requestsInWindow]?.verdict == .holds)
        #expect(summary[.concurrentStreams]?.verdict == .holds)
    }
}
