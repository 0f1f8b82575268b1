internal import RunModel

/// What differs between the limits that two sides found, in words.
package struct LimitChange: Codable, Sendable, Equatable {
    package enum Direction: String, Codable, Sendable, CaseIterable {
        /// Less is let in than before.
        case fell
        case rose
        /// Another way, neither less nor more.
        case changed
    }

    package var subject: LimitFinding.Subject
    package var direction: Direction
    /// What was found of each side, in words.
    package var base: String
    package var new: String
    /// `the ceiling fell from 50 to 48`; no full stop.
    package var sentence: String

    init(
        _ subject: LimitFinding.Subject, _ direction: Direction, _ base: String, _ new: String,
        of noun: String
    ) {
        self.subject = subject
        self.direction = direction
        self.base = base
        self.new = new
        sentence = "\(noun) \(direction.rawValue) from \(base) to \(new)"
    }
}

/// Compares what the last runs of two sides found of limits. What either side could not tell is left out: nothing is
/// known of it.
struct LimitChanges {
    let base: FoundLimits
    let new: FoundLimits

    /// In the order in which limits are told.
    var found: [LimitChange] {
        let all =
            [ceiling, above] + releases
            + [slots, rate, burst, kind, beyond, rejected, whole, refusal]
        return all.compactMap { $0 }
    }
}

// MARK: Streams

extension LimitChanges {
    private var ceiling: LimitChange? {
        guard let old = Self.streams(base), let young = Self.streams(new) else { return nil }
        return number(.concurrentStreams, old, young, of: "the ceiling")
    }

    /// Infinite where no ceiling was met.
    private static func streams(_ found: FoundLimits) -> Double? {
        found.behaviour == .unlimited ? .infinity : found.streams.map(Double.init)
    }

    private var above: LimitChange? {
        word(.aboveCeiling, \.behaviour, of: "what becomes of streams beyond it") { behaviour in
            switch behaviour {
            case .rejected: "refused"
            case .queued: "kept waiting"
            case .killed: "let in and ended a little later"
            case .unanswered: "left without an answer"
            case .evicted: "let in for a running one that is ended"
            case .slowed: "let in and all slowed"
            case .unlimited: "let in"
            }
        }
    }

    private var releases: [LimitChange?] {
        [
            release(.releaseAfterEnd, \.releaseAfterEnd, "a stream's end"),
            release(.releaseAfterCancel, \.releaseAfterCancel, "a cancelled stream"),
            release(.releaseAfterCut, \.releaseAfterCut, "a cut stream"),
        ]
    }

    private func release(
        _ subject: LimitFinding.Subject, _ value: KeyPath<FoundLimits, FoundLimits.Release?>,
        _ cause: String
    ) -> LimitChange? {
        if case .after(let old)? = base[keyPath: value],
            case .after(let young)? = new[keyPath: value]
        {
            // A delay is known as well as the attempts around it were close.
            guard abs(old - young) > max(100, 0.25 * max(old, young)) else { return nil }
        }
        return word(subject, value, of: "when a slot is free after \(cause)") { release in
            switch release {
            case .atOnce: "at once"
            case .after(let milliseconds): FindingWords.milliseconds(milliseconds) + " later"
            case .atNaturalEnd: "when the answer would have ended"
            }
        }
    }

    private var slots: LimitChange? {
        word(
            .wholeAnswersTakeSlots, \.wholeAnswersTakeSlots,
            of: "whether non-streaming answers take slots"
        ) {
            $0 ? "yes" : "no"
        }
    }
}

// MARK: Requests

extension LimitChanges {
    private var rate: LimitChange? {
        guard let old = Self.perMinute(base), let young = Self.perMinute(new) else { return nil }
        return number(
            .requestsInWindow, old.rounded(), young.rounded(), of: "the rate",
            unit: " requests per minute")
    }

    /// Of even traffic; infinite where no limit was met.
    private static func perMinute(_ found: FoundLimits) -> Double? {
        if found.isRateUnlimited == true { return .infinity }
        guard let requests = found.requests, let length = found.windowSeconds else { return nil }
        return Double(requests) * 60 / length
    }

    private var burst: LimitChange? {
        guard let old = Self.burst(base), let young = Self.burst(new),
            // Where only the number changed, the rate says so.
            base.kind != new.kind || base.windowSeconds != new.windowSeconds
                || base.kind == .bucket
        else { return nil }
        return number(.requestBurst, old, young, of: "the largest burst", unit: " requests")
    }

    /// Requests that are let in at once, after a rest.
    private static func burst(_ found: FoundLimits) -> Double? {
        if found.isRateUnlimited == true { return .infinity }
        guard let kind = found.kind else { return nil }
        return (kind == .bucket ? found.capacity : found.requests).map(Double.init)
    }

    private var kind: LimitChange? {
        let isLengthNamed = base.windowSeconds != new.windowSeconds
        guard let old = Self.kind(base, isLengthNamed: isLengthNamed),
            let young = Self.kind(new, isLengthNamed: isLengthNamed), old != young
        else { return nil }
        return LimitChange(.windowKind, .changed, old, young, of: "the window")
    }

    private static func kind(_ found: FoundLimits, isLengthNamed: Bool) -> String? {
        guard let kind = found.kind, let length = found.windowSeconds else { return nil }
        let span = isLengthNamed ? " (\(TimeSpan(.seconds(length))))" : ""
        return switch kind {
        case .fixed: "fixed" + span
        case .fixedFromFirst: "one from the first request on" + span
        case .sliding: "sliding" + span
        case .slidingCounter: "sliding, estimated" + span
        case .bucket: "a bucket"
        case .untilQuiet: "until a pause" + span
        }
    }

    private var beyond: LimitChange? {
        word(.aboveRate, \.isDelaying, of: "what becomes of requests beyond the rate") {
            $0 ? "delayed" : "refused"
        }
    }

    private var rejected: LimitChange? {
        word(.rejectedRequestsCount, \.countsRejected, of: "whether refused requests count") {
            $0 ? "yes" : "no"
        }
    }

    private var whole: LimitChange? {
        word(.wholeAnswersCount, \.countsWholeAnswers, of: "whether non-streaming answers count") {
            $0 ? "yes" : "no"
        }
    }

    private var refusal: LimitChange? {
        word(.errorShape, \.refusal, of: "the form of a refusal") { form in
            guard let status = form.status else { return "a closed connection" }
            return form.isInBand ? "\(status) with an error in the stream" : "\(status)"
        }
    }
}

// MARK: Words

extension LimitChanges {
    private func number(
        _ subject: LimitFinding.Subject, _ old: Double, _ young: Double, of noun: String,
        unit: String = ""
    ) -> LimitChange? {
        guard old != young else { return nil }
        func words(_ value: Double) -> String {
            value.isFinite ? WindowFindings.span(value, value) : "no limit"
        }
        return LimitChange(
            subject, young < old ? .fell : .rose, words(old),
            words(young) + (young.isFinite ? unit : ""), of: noun)
    }

    /// Nil where one side is not told, or both say the same words.
    private func word<Value>(
        _ subject: LimitFinding.Subject, _ value: KeyPath<FoundLimits, Value?>, of noun: String,
        _ words: (Value) -> String
    ) -> LimitChange? {
        guard let old = base[keyPath: value].map(words), let young = new[keyPath: value].map(words),
            old != young
        else { return nil }
        return LimitChange(subject, .changed, old, young, of: noun)
    }
}
