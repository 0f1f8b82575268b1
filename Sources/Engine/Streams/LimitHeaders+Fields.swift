internal import Glibc
internal import RunModel
internal import Wire

extension LimitHeaders {
    /// What the head's fields say, by the names that the API has for them; what cannot be read is left out.
    init(_ fields: [String: String], of api: API) {
        self.init()
        guard !fields.isEmpty else { return }
        let told = ToldLimits(fields, known: api.limitFields, now: time(nil))
        retryAfter = told.retryAfter
        unreadableRetryAfter = told.unreadableRetryAfter
        requests = Budget(told.budget(.requests))
        tokens = Budget(told.budget(.tokens))
    }

    /// Takes what a refusal for load asks in its words, where its head says nothing of a wait.
    mutating func takeWait(inBody body: Span<UInt8>, status: Int) {
        guard Self.refusalsForLoad.contains(status), retryAfter == nil,
            wait(afterStatus: status) == nil, let wait = RefusalWait.wait(inBody: body)
        else { return }
        retryAfter = wait
        isWaitInBody = true
    }

    private static let refusalsForLoad = [429, 503, 529]
}

extension LimitHeaders.Budget {
    fileprivate init(_ budget: ToldLimits.Budget) {
        self.init()
        limit = budget.limit
        remaining = budget.remaining
        reset = budget.reset
    }
}
