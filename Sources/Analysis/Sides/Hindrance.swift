package import RunModel

/// Why two sides are not to be compared.
package struct Hindrance: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// A key of the plan differs: `key`, `base`, `new`.
        case plan
        case outputTokens = "output_tokens"
        /// Where tokens are not counted.
        case outputEvents = "output_events"
        case promptTokens = "prompt_tokens"
        case finishReasons = "finish_reasons"
        /// A run's own numbers cannot be trusted: `run`, `check`.
        case trust
        /// No request of a side succeeded: `run`, which has its `failure`.
        case failed
        /// A run did not come to its end: `run`.
        case ending
        /// The target changed during a run: `run`, `check` with when.
        case step
        /// Only one side began on a target that was not warm: `run`.
        case coldStart = "cold_start"
        /// The base moved by more between its first block and its last than can be told apart: `metric`, `value`.
        case drift
        /// Some runs have answers of a mode that others have not.
        case modes
    }

    package var kind: Kind
    package var mode: ResponseMode?
    package var key: String?
    package var base: String?
    package var new: String?
    package var run: String?
    package var isOfBase: Bool?
    package var check: ValidityCheck?
    package var metric: JudgedMetric?
    package var value: Double?
    /// What the run says of itself; a server may have had its part in it: escape it.
    package var text: String?

    init(_ kind: Kind) {
        self.kind = kind
    }
}
