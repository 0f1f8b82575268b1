import Analysis
import Engine
import Reporting
import RunModel

/// What is known of this machine's own error.
enum CalibrationFinding {
    /// Of all calibrations that are kept, under the kernel that runs. Nil of a machine that was never calibrated: nothing is
    /// wrong with that.
    static func of(_ calibrations: [Calibration], kernel: String?) -> Finding? {
        let own = calibrations.filter { $0.key.host == MachineName.own }
        guard !own.isEmpty else { return nil }
        let alike = own.filter {
            $0.key.kernel == kernel && $0.key.library == ToolDescription.curlVersion
                && $0.key.version == StreamGauge.version
        }
        guard
            let most = alike.max(by: { $0.load.eventsPerSecond < $1.load.eventsPerSecond })
        else {
            return Finding(
                .calibration, .note, "made with another kernel, libcurl or version than now",
                cost: "Runs say no ±.", remedy: "Run 'streamgauge calibrate' again.")
        }
        let error = [most.firstToken.p99Ms, most.gaps.p99Ms].compactMap { $0 }.max()
        let within = error.map { ", p99 within \(QuantityFormat.latency(milliseconds: $0))" } ?? ""
        return Finding(
            .calibration, .ok,
            "up to \(QuantityFormat.count(most.load.streams)) streams and "
                + "\(QuantityFormat.digits(most.load.eventsPerSecond)) events/s\(within), on \(most.made.prefix(10))"
        )
    }
}
