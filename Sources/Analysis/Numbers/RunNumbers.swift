package import RunModel

/// All numbers of a run, by what they are of.
///
/// Judges read them here, by property; rows are made of them last, and reports read them back from rows
/// (docs/decisions/typed-values.md).
package struct RunNumbers: Sendable, Equatable {
    /// How many requests a mode sent in a phase that is not measured.
    struct PhaseCount: Sendable, Equatable {
        let mode: ResponseMode
        let phase: Phase
        let requests: Estimate
    }

    /// The measured window in seconds, over the measured requests.
    package var window: Estimate?
    /// Until the head of the answer to a small request on an idle connection, of the first target.
    package var networkProbe: Percentiles?
    /// The share of its time that the average worker computed.
    package var clientCPU: Estimate?
    /// Processor time of the workers for a request of a mode; and that of turns which served no request.
    package var clientCPUPerRequest: [ResponseMode: Estimate] = [:]
    package var sharedCPUPerRequest: Estimate?
    var otherPhases: [PhaseCount] = []
    /// Those with measured requests.
    package var modes: [ModeNumbers] = []
    /// Of each mode its rounds, ascending.
    package var rounds: [ModeNumbers] = []
    /// Of a mix, by class.
    package var classes: [ClassNumbers] = []

    init() {}

    /// Nil where the mode has no measured request.
    package subscript(mode: ResponseMode) -> ModeNumbers? { modes.first { $0.mode == mode } }

    package subscript(mode: ResponseMode, round round: Int) -> ModeNumbers? {
        rounds.first { $0.mode == mode && $0.round == round }
    }
}
