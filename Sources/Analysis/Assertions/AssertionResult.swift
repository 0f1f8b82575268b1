package import RunModel

/// What an assertion says of a run, and by which number.
package struct AssertionResult: Codable, Sendable, Equatable {
    package enum Outcome: String, Codable, Sendable, CaseIterable {
        case holds
        case fails
        case cannotTell = "cannot_tell"
    }

    /// Why it could not be told, or what else must be known of an outcome.
    package enum Reason: String, Codable, Sendable, CaseIterable {
        /// Below the statistic's sample floor.
        case tooFew = "too_few"
        /// There is a value, but not how sure it is: the run is too short, or has fewer than five rounds.
        case noInterval = "no_interval"
        /// The interval reaches over the bound.
        case crosses
        /// So many requests failed that the value is a failure's: infinitely slow.
        case infinite
        /// An open loop offered more than the target does: waits are the run's length.
        case overloaded
        /// The window is too short for a rate.
        case tooShort = "too_short"
        /// The server counted no tokens.
        case noUsage = "no_usage"
        /// The value is a lower bound: some requests came without usage.
        case lowerBound = "lower_bound"
        /// Goodput of a plan without objectives.
        case noObjectives = "no_objectives"
        /// The run has no such thing: no request of the mode, no gap, no answer text.
        case absent
    }

    package var text: String
    /// Of which requests; absent for all.
    package var mode: ResponseMode?
    package var outcome: Outcome
    /// Absent where there is none, and where it is infinite: `reason` says which.
    package var value: Double?
    /// The ends of its 95 % interval, each absent where it is not known or infinite; of what was seen and not
    /// estimated, such as a maximum, the value itself.
    package var low: Double?
    package var high: Double?
    package var bound: Double
    package var unit: SummaryUnit
    /// Samples behind the value.
    package var count: Int
    package var reason: Reason?

    init(_ assertion: Assertion, mode: ResponseMode?, _ number: AssertedNumber) {
        func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
        text = assertion.text
        self.mode = mode
        (outcome, reason) = number.judged(assertion.relation, assertion.bound)
        value = finite(number.value)
        low = finite(number.low)
        high = finite(number.high)
        bound = assertion.bound
        unit = assertion.unit
        count = number.count
    }
}
