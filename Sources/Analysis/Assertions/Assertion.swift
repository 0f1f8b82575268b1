package import RunModel
internal import Statistics

/// What must hold for a run, as a user writes it: `ttft.p95 < 300ms`, `failures <! 1%`,
/// `goodput(ttft < 500ms, max_gap < 1s) > 95%`.
///
///     assertion  = [ mode ":" ] quantity relation bound
///     mode       = "streaming" | "non_streaming"
///     quantity   = sampled "." statistic | "goodput" [ "(" objective { "," objective } ")" ] | other
///     sampled    = "ttfb" | "ttft" | "ttfa" | "first_gap" | "icl" | "max_gap" | "tpot" | "e2e" | "output_speed"
///     other      = "failures" | "rate_limited" | "unexpected_answers" | "tokens_per_second" | "requests_per_second" | "stalls"
///                | "requests"
///     statistic  = "p1" to "p99" | "p99.9" | "min" | "max"
///     objective  = ( "ttft" | "max_gap" | "tpot" | "e2e" ) "<" time
///     relation   = "<" | "<=" | "<!" | ">" | ">=" | ">!"
///     bound      = time | share | number
///     time       = number ( "us" | "ms" | "s" | "m" )
///     share      = number "%" | number below 1
///
/// Blanks may stand between any two of these but within a quantity's name, its dot and its statistic.
/// docs/assertions.md says what each name means and when an assertion holds.
package struct Assertion: Sendable, Equatable {
    /// As it was written, with single blanks.
    package let text: String
    /// Absent: of streams where the run has some, else of whole answers; of `Quantity.isOfAllModes` all requests.
    package let mode: ResponseMode?
    package let quantity: Quantity
    /// Present where the quantity is sampled.
    package let statistic: SampleStatistic?
    /// Of `goodput` alone. Absent: the plan's own.
    package let objectives: Objectives?
    package let relation: Relation
    /// In the quantity's unit.
    package let bound: Double

    package var unit: SummaryUnit { quantity.unit }

    /// - Throws: Where `text` is none; the error says at which column, and what was expected there.
    package init(_ text: String) throws(AssertionError) {
        var parser = try AssertionParser(text)
        let subject = try parser.subject()
        let relation = try parser.relation()
        let bound = try parser.bound(of: subject.quantity, relation)
        self.text = parser.text
        mode = subject.mode
        quantity = subject.quantity
        statistic = subject.statistic
        objectives = subject.objectives
        self.relation = relation
        self.bound = bound
    }

    /// What a value must be to its bound.
    package enum Relation: String, Sendable, CaseIterable {
        case below = "<"
        case atMost = "<="
        /// The whole interval must lie below.
        case surelyBelow = "<!"
        case above = ">"
        case atLeast = ">="
        case surelyAbove = ">!"

        /// Whether small values are the good ones.
        var isUpperBound: Bool { self == .below || self == .atMost || self == .surelyBelow }

        /// Whether the bound itself is good.
        var isInclusive: Bool { self == .atMost || self == .atLeast }

        /// Whether a value must be sure to be good, and not only not sure to be bad.
        var isStrict: Bool { self == .surelyBelow || self == .surelyAbove }

        /// Whether a value, taken for exact, is on the good side of the bound.
        func allows(_ value: Double, _ bound: Double) -> Bool {
            switch self {
            case .below, .surelyBelow: value < bound
            case .atMost: value <= bound
            case .above, .surelyAbove: value > bound
            case .atLeast: value >= bound
            }
        }
    }

    /// What is asked of a sample.
    package enum SampleStatistic: Sendable, Equatable {
        /// Thousandths: 950 is p95.
        case percentile(thousandths: Int)
        case least
        case greatest

        /// Those of docs/assertions.md.
        static let names =
            (1...99).map { "p\($0)" } + ["p99.9", "min", "max"]

        init?(_ name: String) {
            switch name {
            case "min": self = .least
            case "max": self = .greatest
            case "p99.9": self = .percentile(thousandths: 999)
            default:
                guard Self.names.contains(name), let percent = Int(name.dropFirst()) else {
                    return nil
                }
                self = .percentile(thousandths: percent * 10)
            }
        }
    }
}

extension Assertion.SampleStatistic {
    /// Nil of the least and the greatest, which are seen and not estimated.
    var quantile: Double? {
        switch self {
        case .percentile(let thousandths): Double(thousandths) / 1000
        case .least, .greatest: nil
        }
    }

    /// Low percentiles need as many values below them as high ones above.
    var sampleFloor: Int {
        quantile.map { QuantileRanks.sampleFloor(quantile: max($0, 1 - $0)) } ?? 1
    }
}
