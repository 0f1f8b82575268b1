internal import RunModel
internal import Wire

extension LimitHeaders {
    /// What the head's fields say, by the names that the API has for them; what cannot be read is left out.
    init(_ fields: [String: String], of api: API) {
        self.init()
        guard !fields.isEmpty else { return }
        var told: [LimitField.Meaning: String] = [:]
        for field in api.limitFields {
            told[field.meaning] = told[field.meaning] ?? fields[field.name]
        }
        guard told.keys.contains(where: { $0 != .date }) else { return }
        retryAfter =
            told[.retryAfterMilliseconds].flatMap(LimitFieldValue.milliseconds)
            ?? told[.retryAfter].flatMap { LimitFieldValue.retryAfter($0, date: told[.date]) }
        requests.limit = told[.requestLimit].flatMap(LimitFieldValue.count)
        requests.remaining = told[.requestsRemaining].flatMap(LimitFieldValue.count)
        requests.reset = told[.requestReset].flatMap(LimitFieldValue.span)
        tokens.limit = told[.tokenLimit].flatMap(LimitFieldValue.count)
        tokens.remaining = told[.tokensRemaining].flatMap(LimitFieldValue.count)
        tokens.reset = told[.tokenReset].flatMap(LimitFieldValue.span)
    }
}
