package import RunModel

extension CalibrationUse {
    /// What the calibrations of a machine say of a run: of those of its kind the least load that is no less than the run's;
    /// nil where there is none of this machine.
    ///
    /// - Parameters:
    ///   - calibrations: All that are kept, in any order.
    ///   - key: The run's.
    ///   - load: What the run had to do.
    package init?(_ calibrations: [Calibration], for key: CalibrationKey, _ load: CalibratedLoad) {
        let own = calibrations.filter { $0.key.host == key.host }
        let alike = own.filter { $0.key == key }
        guard !alike.isEmpty else {
            // The one that differs in least, and of several the last.
            guard
                let nearest = own.max(by: {
                    let (one, two) = ($0.key.differences(from: key), $1.key.differences(from: key))
                    return (-one.count, $0.made) < (-two.count, $1.made)
                })
            else { return nil }
            self.init(.other, made: nearest.made, calibrated: nearest.load, measured: load)
            differences = nearest.key.differences(from: key)
            return
        }
        let ascending = alike.sorted { Self.isLess($0, $1) }
        if let found = ascending.first(where: { $0.load.covers(load) }) {
            self.init(.fits, made: found.made, calibrated: found.load, measured: load)
            firstToken = found.firstToken
            gaps = found.gaps
            return
        }
        // The nearest is that of which least is exceeded, by the smallest factor.
        guard
            let nearest = ascending.min(by: {
                Self.excess(load, $0.load) < Self.excess(load, $1.load)
            })
        else { return nil }
        self.init(.exceeded, made: nearest.made, calibrated: nearest.load, measured: load)
        let quantities = CalibratedLoad.Quantity.allCases
        exceeded = quantities.filter {
            load.ratio($0, to: nearest.load)
                > ($0 == .streams ? 1 : 1 + CalibratedLoad.tolerance)
        }
        let factor = Self.excess(load, nearest.load)
        excess = factor.isFinite ? factor : nil
    }

    /// By load, and of one load the newer first.
    private static func isLess(_ one: Calibration, _ two: Calibration) -> Bool {
        let (left, right) = (one.load, two.load)
        if left.streams != right.streams { return left.streams < right.streams }
        if left.eventsPerSecond != right.eventsPerSecond {
            return left.eventsPerSecond < right.eventsPerSecond
        }
        return one.made > two.made
    }

    private static func excess(_ load: CalibratedLoad, _ calibrated: CalibratedLoad) -> Double {
        CalibratedLoad.Quantity.allCases.map { load.ratio($0, to: calibrated) }.max() ?? 0
    }
}

/// Whether the run did more than this machine was calibrated for.
struct CalibrationChecks {
    let use: CalibrationUse?

    /// None where nothing was calibrated, or for another system: that is no fault of the run's.
    func checks() -> [ValidityCheck] {
        guard let use else { return [] }
        switch use.state {
        case .other: return []
        case .fits:
            return [
                .over(
                    .calibration,
                    min(1, Double(use.measured.streams) / Double(max(1, use.calibrated.streams))),
                    care: 1, limit: nil, .ratio)
            ]
        case .exceeded:
            var check = ValidityCheck.over(
                .calibration, use.excess ?? 2, care: 1, limit: nil, .ratio)
            check.verdict = .withCare
            return [check]
        }
    }
}
