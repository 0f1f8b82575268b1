internal import Analysis
internal import RunModel

/// What this machine's own error is, beside a run's numbers.
enum CalibrationWording {
    /// `± 310 µs`; nil where no calibration says it.
    static func error(of metric: MetricName, _ use: CalibrationUse?) -> String? {
        let error: Double? =
            switch metric {
            case MetricName(.timeToFirstToken), MetricName(.timeToFirstTokenScheduled):
                use?.firstTokenError
            case MetricName(.interChunkLatency): use?.gapError
            default: nil
            }
        return error.map { "± " + QuantityFormat.latency(milliseconds: $0) }
    }

    /// One sentence; nil of a run of which no calibration is known.
    static func sentence(_ use: CalibrationUse?) -> String? {
        guard let use else { return nil }
        switch use.state {
        case .fits: return fitting(use)
        case .exceeded:
            return
                "no ± here: the run had \(load(use.measured)), more than this machine was calibrated for (\(load(use.calibrated)))"
        case .other:
            return
                "no ± here: this machine was calibrated \(differences(use.differences ?? [])); 'streamgauge calibrate' measures its "
                + "error as it is now"
        }
    }

    private static func fitting(_ use: CalibrationUse) -> String {
        let first = error(of: MetricName(.timeToFirstToken), use)
        let gaps = error(of: MetricName(.interChunkLatency), use)
        let errors = [
            first.map { "TTFT \($0)" } ?? "no ± for TTFT (too few answers)",
            gaps.map { "gaps \($0)" } ?? "no ± for gaps (too few)",
        ]
        return errors.joined(separator: ", ")
            + ": this machine's own error in 99 of 100, calibrated with \(load(use.calibrated)) on "
            + use.made.prefix(10)
    }

    /// `100 streams, 4,120 events/s`.
    static func load(_ load: CalibratedLoad) -> String {
        Wording.plural(load.streams, "stream") + ", "
            + QuantityFormat.quantity(load.eventsPerSecond, .eventsPerSecond) + " of "
            + Wording.plural(Int(load.bytesPerEvent.rounded()), "byte")
    }

    private static func differences(_ parts: [CalibrationKey.Part]) -> String {
        let words = parts.map { part in
            switch part {
            case .host: "under another name"
            case .system: "on another system"
            case .kernel: "under another kernel"
            case .cores: "with another number of processors"
            case .library: "with another libcurl"
            case .version: "by another version of streamgauge"
            case .secure: "over another kind of connection (TLS or not)"
            case .reader: "in another way of reading"
            case .workers: "with another number of workers"
            }
        }
        return words.isEmpty ? "otherwise" : words.joined(separator: " and ")
    }
}
