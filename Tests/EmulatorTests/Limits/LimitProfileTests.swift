import Foundation
import RunModel
import Testing

@testable import Emulator

@Suite struct LimitProfileTests {
    private func profile(_ tier: String) throws -> LimitPolicy {
        let text = #"{"tiers":{"own":\#(tier)}}"#
        let profile = try JSONDecoder().decode(LimitProfile.self, from: Data(text.utf8))
        return try #require(profile.tiers["own"])
    }

    @Test(
        arguments: [
            ("sk-free-abc", "free"), ("sk-pro-x-y", "pro"), ("sk-ent-", "ent"), ("sk-proj-a", nil),
            ("sk-free", nil), ("free-sk-a", nil), ("", nil), ("given", "pro"),
        ] as [(String, String?)])
    func `a key's tier is the one given, told by its name, or the default`(
        key: String, tier: String?
    ) {
        var profile = LimitProfile()
        profile.tierOfKey = ["given": "pro"]
        #expect(profile.tier(of: key) == tier)
        profile.defaultTier = "free"
        #expect(profile.tier(of: key) == tier ?? "free")
    }

    @Test func `tiers are those of the API`() {
        let profile = LimitProfile()
        #expect(profile.tiers["free"]?.requests.limit == 60)
        #expect(profile.tiers["free"]?.streams.limit == 3)
        #expect(profile.tiers["pro"]?.requests.limit == 300)
        #expect(profile.tiers["pro"]?.streams.limit == 10)
        #expect(profile.tiers["free"]?.window.length == .seconds(60))
        #expect(profile.tiers["ent"] == LimitPolicy())
    }

    @Test func `reads budgets of a day, quotas and waits in bodies`() throws {
        let policy = try profile(
            #"{"day_requests":1000,"day_window":"bucket","day_headers":"plain","quota_requests":7,"#
                + #""quota_status":402,"retry_after":"both","body_wait":"retry_delay","headers":"lying","#
                + #""body_wait_factor":0.5,"remaining":"lagging"}"#)
        #expect(policy.day.limit == 1000)
        #expect(policy.day.kind == .bucket)
        #expect(policy.headers.dayFields == .plain)
        #expect(policy.quota.requests == 7)
        #expect(policy.quota.status == .paymentRequired)
        #expect(policy.headers.retryAfter == .both)
        #expect(policy.headers.bodyWait == .retryDelay)
        #expect(policy.headers.bodyWaitFactor == 0.5)
        #expect(policy.headers.remainingLie == .lagging)
        #expect(throws: DecodingError.self) { try profile(#"{"quota_status":500}"#) }
    }

    @Test func `a profile changes what it names and keeps the rest`() throws {
        let text =
            #"{"default_tier":"free","tiers":{"free":{"streams":5},"#
            + #""gold":{"requests":1000,"release_cancel":"natural_end","release_cut":250}}}"#
        let profile = try JSONDecoder().decode(LimitProfile.self, from: Data(text.utf8))
        #expect(profile.tiers["free"]?.streams.limit == 5)
        #expect(profile.tiers["free"]?.requests.limit == 60)
        #expect(profile.tiers["gold"]?.streams.releaseOnCancel == .atNaturalEnd)
        #expect(profile.tiers["gold"]?.streams.releaseOnCut == .after(.milliseconds(250)))
        #expect(profile.tier(of: "sk-gold-1") == "gold")
        #expect(profile.tier(of: "") == "free")
    }

    @Test func `every key is read`() throws {
        let policy = try profile(
            #"{"streams":4,"streams_offset":-1,"whole_counts":true,"over_streams":"queue","#
                + #""queue_length":7,"queued_head":"at_once","release_end":5,"#
                + #""release_cancel":"at_once","release_cut":"natural_end","requests":9,"#
                + #""requests_offset":1,"over_requests":"delay","whole_budget":"separate","#
                + #""count_rejected":true,"tokens":1000,"tokens_offset":2,"#
                + #""token_cost":"generated","window":"bucket","window_ms":1500,"#
                + #""anchor":"wall_clock","bucket_capacity":3,"headers":"lying","#
                + #""retry_after":"date","retry_after_factor":0.5,"remaining":"stuck","#
                + #""stated_requests":99,"stated_tokens":98,"error_shape":"close","#
                + #""other_streams":2,"other_requests_per_second":0.5}"#)
        var expected = LimitPolicy()
        expected.streams = StreamLimit(
            limit: 4, offset: -1, countsWholeAnswers: true, excess: .queue, queuedHead: .atOnce,
            releaseOnEnd: .after(.milliseconds(5)), releaseOnCut: .atNaturalEnd)
        expected.requests = RequestLimit(
            limit: 9, offset: 1, excess: .delay, wholeAnswers: .separate, countsRejected: true)
        expected.tokens = TokenLimit(limit: 1000, offset: 2, cost: .generated)
        expected.window = WindowShape(
            kind: .bucket, length: .milliseconds(1500), anchor: .wallClock, bucketCapacity: 3)
        expected.headers = LimitHeaderPolicy(
            truth: .lying, retryAfter: .date, retryAfterFactor: 0.5, remainingLie: .stuck,
            statedRequests: 99, statedTokens: 98)
        expected.others = OtherTraffic(streams: 2, requestsPerSecond: 0.5)
        expected.errorShape = .close
        expected.queueLength = 7
        #expect(policy == expected)
    }

    @Test(arguments: [
        #"{"stream":3}"#, #"{"streams":0}"#, #"{"window":"rolling"}"#, #"{"release_end":"later"}"#,
        #"{"release_end":"natural_end"}"#, #"{"bucket_capacity":3}"#, #"{"window_ms":0}"#,
        #"{"remaining":"stuck"}"#, #"{"headers":"honest","retry_after_factor":2}"#,
        #"{"headers":"lying","remaining":"some"}"#, #"{"other_requests_per_second":-1}"#,
    ])
    func `what makes no sense is refused`(tier: String) {
        #expect(throws: DecodingError.self) { try profile(tier) }
    }

    @Test func `a limit can be taken away from a tier`() throws {
        let text = #"{"tiers":{"free":{"requests":"none"}}}"#
        let profile = try JSONDecoder().decode(LimitProfile.self, from: Data(text.utf8))
        #expect(profile.tiers["free"]?.requests.limit == nil)
        #expect(profile.tiers["free"]?.streams.limit == 3)
    }

    @Test func `tiers that do not exist are refused`() {
        var profile = LimitProfile()
        profile.tierOfKey = ["a": "silver"]
        let error = #expect(throws: EmulatorPlanError.self) { try profile.validate() }
        #expect(error?.description == "there is no tier 'silver'; known are ent, free, pro")
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(
                LimitProfile.self, from: Data(#"{"default_tier":"silver"}"#.utf8))
        }
    }

    @Test(arguments: [
        ("", "(none)"), ("sk-free-a", "sk-free-…"), ("secret", "…"),
        ("sk-pro-0123456789abcdef", "sk-pro-…cdef"), ("0123456789abcdef", "…cdef"),
    ])
    func `a key is never shown whole`(key: String, masked: String) {
        #expect(KeyDirectory.masked(key) == masked)
    }

    @Test func `invented keys share accounts in the end`() {
        let directory = KeyDirectory(LimitProfile(), clock: .now())
        for number in 0..<10_000 { _ = directory.account(of: LimitCaller(key: "k\(number)")) }
        let further = directory.account(of: LimitCaller(key: "one more"))
        #expect(further === directory.account(of: LimitCaller(key: "and another")))
        #expect(further !== directory.account(of: LimitCaller(key: "sk-free-one")))
        #expect(directory.account(of: LimitCaller(key: "k7")) !== further)
        #expect(directory.statistics.count == 10_002)
    }
}
