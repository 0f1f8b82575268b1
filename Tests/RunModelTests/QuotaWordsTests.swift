import RunModel
import Testing

@Suite struct QuotaWordsTests {
    private func refusal(
        _ status: Int, type: String? = nil, code: String? = nil, _ message: String? = nil,
        wait: Duration? = nil
    ) -> RequestRecord {
        var record = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        record.status = status
        record.error = ServerError(type: type, code: code)
        record.message = message
        record.limits.retryAfter = wait
        return record
    }

    @Test func `what waiting does not bring back is a quota`() {
        let used = [
            refusal(402), refusal(429, code: "insufficient_quota"),
            refusal(
                429, "You exceeded your current quota, please check your plan and billing details."),
            refusal(429, "Your credit balance is too low"),
            refusal(403, type: "insufficient_quota", "no credits left"),
            refusal(429, "Monthly quota exhausted", wait: .seconds(86_400)),
        ]
        #expect(used.filter { !$0.saysQuotaIsUsedUp }.map(\.message) == [])
    }

    @Test func `a rate is none, whatever it is called`() {
        let rates = [
            refusal(429), refusal(429, "Rate limit reached for requests: limit 60 in 1m0s."),
            refusal(429, "Quota exceeded for quota metric 'requests per minute'"),
            refusal(429, code: "insufficient_quota", wait: .seconds(20)),
            refusal(429, "You exceeded your current quota. Please retry in 34s."),
            refusal(500, "billing"), refusal(429, "Too many requests, quota exceeded"),
            refusal(429, "quota"),
        ]
        #expect(rates.filter { $0.saysQuotaIsUsedUp }.map(\.message) == [])
    }
}
