/// What the head of one answer says of limits: fields of every name that `LimitField` knows, made one.
///
/// Whatever the server wrote, spans are at most a year and counts are those of 64 bits.
package struct ToldLimits: Sendable, Equatable {
    package enum Unit: Sendable, Hashable, CaseIterable {
        case requests
        case tokens
    }

    /// One budget of a window.
    package struct Budget: Sendable, Equatable {
        package var limit: Int?
        package var remaining: Int?
        /// Until it is whole again.
        package var reset: Duration?

        package init() {}

        var isUsedUp: Bool { remaining == 0 }
    }

    /// How long to wait before asking again.
    package private(set) var retryAfter: Duration?
    /// What stood in `Retry-After` where it could not be read: its first characters.
    package private(set) var unreadableRetryAfter: String?
    /// Names of fields whose value could not be read, as that of a count that is negative.
    package private(set) var unreadable: [String] = []
    /// Each wait that the head names, the one that is believed first; resets of budgets of which nothing remains.
    package private(set) var waits: [Wait] = []
    /// Of requests, where a name says that it is a day's.
    package private(set) var day = Budget()
    private var budgets: [Unit: Budget] = [:]

    /// A wait, by the place where it stands.
    package struct Wait: Sendable, Equatable {
        package var source: String
        package var wait: Duration

        init(_ source: String, _ wait: Duration) {
            self.source = source
            self.wait = wait
        }
    }

    package func budget(_ unit: Unit) -> Budget { budgets[unit] ?? Budget() }

    /// Reads `fields`, by lower-case names, of which `known` are looked at; `now` is in seconds since 1970.
    package init(_ fields: [String: String], known: [LimitField], now: Int) {
        var told: [LimitField.Meaning: String] = [:]
        var families: [LimitField.Family] = []
        var sent: [(field: LimitField, text: String)] = []
        for field in known {
            guard let text = fields[field.name] else { continue }
            sent.append((field, text))
            told[field.meaning] = text
            switch field.meaning {
            case .limit(let family), .remaining(let family), .reset(let family):
                if families.last != family { families.append(family) }
            case .retryAfter, .retryAfterMilliseconds, .date, .rateLimit, .rateLimitPolicy: break
            }
        }
        guard told.keys.contains(where: { $0 != .date }) else { return }
        let clock = LimitFieldValue.Clock(date: told[.date], now: now)
        let exact = told[.retryAfterMilliseconds].flatMap(LimitFieldValue.milliseconds)
        let rounded = told[.retryAfter].flatMap { LimitFieldValue.retryAfter($0, clock) }
        retryAfter = exact ?? rounded
        if let exact { waits.append(Wait("retry-after-ms", exact)) }
        if let rounded { waits.append(Wait("retry-after", rounded)) }
        if retryAfter == nil,
            let text = told[.retryAfter] ?? told[.retryAfterMilliseconds], !text.isEmpty
        {
            unreadableRetryAfter = Self.shown(text)
        }
        unreadable = sent.filter { !LimitFieldValue.isReadable($1, as: $0.meaning, clock) }
            .map(\.field.name)
        for family in families {
            var budget = Budget()
            budget.limit = told[.limit(family)].flatMap(LimitFieldValue.count)
            budget.remaining = told[.remaining(family)].flatMap(LimitFieldValue.count)
            budget.reset = told[.reset(family)].flatMap { LimitFieldValue.reset($0, clock) }
            note(budget, family.unit)
            note(budget, of: family)
        }
        let items = RateLimitItem.budgets(
            told[.rateLimit], policies: told[.rateLimitPolicy])
        for (unit, budget) in items {
            note(budget, unit)
            if budget.isUsedUp, let reset = budget.reset {
                waits.append(Wait("ratelimit-reset", reset))
            }
        }
    }

    /// Keeps what is told of a family beside what all of them come to.
    private mutating func note(_ budget: Budget, of family: LimitField.Family) {
        if family.isOfDay, family.unit == .requests, day == Budget() { day = budget }
        if budget.isUsedUp, let reset = budget.reset {
            waits.append(Wait(family.resetName, reset))
        }
    }

    /// Its beginning, on one line and without what moves a terminal's cursor.
    private static func shown(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(60).map { scalar in
            scalar.properties.generalCategory == .control ? " " : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Of several budgets of one unit the first counts, but one that is used up before one that is not: it
    /// is what holds the next request back, until the latest of their resets.
    private mutating func note(_ budget: Budget, _ unit: Unit) {
        guard budget != Budget() else { return }
        guard let known = budgets[unit] else {
            budgets[unit] = budget
            return
        }
        guard budget.isUsedUp else { return }
        if !known.isUsedUp || budget.reset ?? .zero > known.reset ?? .zero {
            budgets[unit] = budget
        }
    }
}
