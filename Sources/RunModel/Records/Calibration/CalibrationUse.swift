/// What this machine's calibrations said of a run when it was measured: a member of manifest.json where there were any.
///
/// It stands in the record, because whoever reads that elsewhere must not take another machine's for it.
package struct CalibrationUse: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable {
        /// One is of a load that is no less: its errors are the run's.
        case fits
        /// All that would fit are of less load.
        case exceeded
        /// All are of another system, build, or way to read.
        case other
    }

    package var state: State
    /// When the one that is named here was measured: UTC, ISO 8601. Where none fits it is the nearest.
    package var made: String
    /// Its load.
    package var calibrated: CalibratedLoad
    /// The run's.
    package var measured: CalibratedLoad
    /// How much later than sent the first output of an answer was stamped. Only of one that fits, like the next.
    package var firstToken: ErrorPercentiles?
    /// How wrong a gap was, in either direction.
    package var gaps: ErrorPercentiles?
    /// What was more than calibrated, where it was exceeded.
    package var exceeded: [CalibratedLoad.Quantity]?
    /// The largest of how many times as much.
    package var excess: Double?
    /// In what the one that is named differs from the run, where none is of its kind.
    package var differences: [CalibrationKey.Part]?

    package init(
        _ state: State, made: String, calibrated: CalibratedLoad, measured: CalibratedLoad
    ) {
        self.state = state
        self.made = made
        self.calibrated = calibrated
        self.measured = measured
    }

    /// Milliseconds within which 99 of 100 first outputs were stamped; nil where no calibration says it.
    package var firstTokenError: Double? { state == .fits ? firstToken?.p99Ms : nil }
    /// The same of gaps.
    package var gapError: Double? { state == .fits ? gaps?.p99Ms : nil }
}
