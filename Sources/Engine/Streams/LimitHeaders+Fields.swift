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
        unreadable = told.unreadable.isEmpty ? nil : told.unreadable.joined(separator: ";")
        requests = Budget(told.budget(.requests))
        tokens = Budget(told.budget(.tokens))
        requestsDay = Budget(told.day)
        waits = told.waits.map(ToldWait.init)
    }

    /// Takes what a refusal for load says in its body: each wait, and one to obey where its head names none.
    mutating func takeWaits(inBody body: Span<UInt8>, status: Int) {
        guard Self.refusalsForLoad.contains(status) else { return }
        let told = RefusalWait.told(inBody: body, now: time(nil))
        waits += told.waits.map(ToldWait.init)
        let isSilent = retryAfter == nil && wait(afterStatus: status) == nil
        if requests.isEmpty { requests = Budget(told.budget) }
        guard isSilent, let first = told.waits.first else { return }
        retryAfter = first.wait
        isWaitInBody = true
    }

    private static let refusalsForLoad = [429, 503, 529]
}

extension ToldWait {
    fileprivate init(_ told: ToldLimits.Wait) {
        self.init(source: told.source, wait: told.wait)
    }
}

extension LimitHeaders.Budget {
    fileprivate init(_ budget: ToldLimits.Budget) {
        self.init()
        limit = budget.limit
        remaining = budget.remaining
        reset = budget.reset
    }
}
