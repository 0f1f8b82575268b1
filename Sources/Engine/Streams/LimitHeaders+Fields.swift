internal import Glibc
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
            ?? told[.retryAfter].flatMap {
                LimitFieldValue.retryAfter($0, date: told[.date], now: time(nil))
            }
        if retryAfter == nil, let text = told[.retryAfter], !text.isEmpty {
            unreadableRetryAfter = String(text.prefix(60))
        }
        // Of several values the first: only waits add up to a list that means something.
        func value<Value>(_ meaning: LimitField.Meaning, _ read: (String) -> Value?) -> Value? {
            told[meaning].flatMap { read(String($0.prefix { $0 != "," })) }
        }
        requests.limit = value(.requestLimit, LimitFieldValue.count)
        requests.remaining = value(.requestsRemaining, LimitFieldValue.count)
        requests.reset = value(.requestReset, LimitFieldValue.span)
        tokens.limit = value(.tokenLimit, LimitFieldValue.count)
        tokens.remaining = value(.tokensRemaining, LimitFieldValue.count)
        tokens.reset = value(.tokenReset, LimitFieldValue.span)
    }
}
