internal import RunModel

/// What `calibrate` found: calibration.json.
package struct CalibrationReport: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package var format = CalibrationReport.currentFormat
    package var tool = "streamgauge"
    package var version: String
    /// The URL that was asked.
    package var endpoint: String
    /// Whether the emulator was asked, in a process of its own.
    package var isEmulated: Bool
    package var boundMs: Double
    /// In the order in which they were measured; the first is the load that was asked for.
    package var steps: [Step] = []
    /// Where the largest load was looked for.
    package var largest: Largest?
    /// Files of the calibrations' folder that were written; absent where nothing is kept.
    package var kept: [String]?
    package var ending: Ending = .completed

    package struct Step: Codable, Sendable, Equatable {
        /// The run's folder, within this one.
        package var folder: String
        package var verdict: Calibration.Verdict
        package var calibration: Calibration

        package init(folder: String, verdict: Calibration.Verdict, calibration: Calibration) {
            self.folder = folder
            self.verdict = verdict
            self.calibration = calibration
        }
    }

    /// The largest load that kept the bound: streams, or requests a second.
    package struct Largest: Codable, Sendable, Equatable {
        package var concurrency: Int?
        package var rate: Double?
        /// The least that missed it; absent where none did.
        package var missedAt: Double?
        /// Whether the search had no steps left for the resolution of a tenth.
        package var isCutShort: Bool?
        /// Why nothing larger was tried, where this machine cannot have it.
        package var refusal: String?

        package init() {}
    }

    package enum Ending: String, Codable, Sendable, CaseIterable {
        case completed
        case interrupted
        /// The server answered no more.
        case targetFailed = "target_failed"
        /// The record of a load could not be kept; those before it are here.
        case recordFailed = "record_failed"
    }

    package init(version: String, endpoint: String, isEmulated: Bool, boundMs: Double) {
        self.version = version
        self.endpoint = endpoint
        self.isEmulated = isEmulated
        self.boundMs = boundMs
    }

    /// The load that was asked for.
    package var asked: Step? { steps.first }
}
