internal import RunModel
internal import Transport
internal import Wire

extension LimitHeaders {
    /// What the head's fields say; what cannot be read is left out.
    init(_ fields: [LimitField: String]) {
        self.init()
        guard fields.count > (fields[.date] == nil ? 0 : 1) else { return }
        retryAfter = fields[.retryAfter].flatMap {
            LimitFieldValue.retryAfter($0, date: fields[.date])
        }
        requests.limit = fields[.limitRequests].flatMap(LimitFieldValue.count)
        requests.remaining = fields[.remainingRequests].flatMap(LimitFieldValue.count)
        requests.reset = fields[.resetRequests].flatMap(LimitFieldValue.span)
        tokens.limit = fields[.limitTokens].flatMap(LimitFieldValue.count)
        tokens.remaining = fields[.remainingTokens].flatMap(LimitFieldValue.count)
        tokens.reset = fields[.resetTokens].flatMap(LimitFieldValue.span)
    }
}
