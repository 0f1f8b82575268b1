/// Looks for the largest load that keeps a bound: the asked one, then twice as much until one misses it, then between the two.
///
/// No clock, no network: it says what to measure next and is told what came of it.
package struct CalibrationSearch: Sendable {
    /// What is tried at most.
    package static let mostSteps = 12
    /// The answer is known to this share.
    package static let resolution = 0.1

    private let most: Double
    private let isCounted: Bool
    private let goesOn: Bool
    /// The largest load that kept it and the least that missed it, so far.
    package private(set) var kept: Double?
    package private(set) var missed: Double?
    package private(set) var steps = 0
    /// Misses of the load under test: one may be a moment's.
    private var misses = 0
    private var next: Double?

    /// - Parameters:
    ///   - first: What was asked for: streams, or requests a second.
    ///   - most: No load beyond it is tried.
    ///   - isCounted: Whether loads are whole numbers.
    ///   - goesOn: Whether the largest load is looked for; else the asked one is measured, once.
    package init(first: Double, most: Double, isCounted: Bool, goesOn: Bool) {
        self.most = max(most, first)
        self.isCounted = isCounted
        self.goesOn = goesOn
        next = first
    }

    /// The load to measure now; nil where nothing is left to do.
    package var load: Double? { steps < Self.mostSteps ? next : nil }

    /// Whether it ended before the answer was known to its resolution.
    package var isCutShort: Bool { steps >= Self.mostSteps && next != nil }

    /// Takes what came of the load.
    package mutating func add(_ verdict: Calibration.Verdict) {
        guard let load = next else { return }
        steps += 1
        switch verdict {
        case .within: kept = max(kept ?? 0, load)
        case .missed:
            misses += 1
            // The machine may have had something else to do: a load misses its bound twice.
            if goesOn, misses < 2 { return }
            missed = min(missed ?? .infinity, load)
        case .untold:
            next = nil
            return
        }
        misses = 0
        next = goesOn ? following : nil
    }

    /// A load that the machine cannot have: fewer may be.
    package mutating func refuse() {
        guard let load = next else { return }
        missed = min(missed ?? .infinity, load)
        next = goesOn ? following : nil
    }

    private var following: Double? {
        switch (kept, missed) {
        case (let kept?, nil):
            return kept < most ? min(kept * 2, most) : nil
        case (nil, let missed?):
            let half = rounded(missed / 2)
            return half >= (isCounted ? 1 : 0.01) && half < missed ? half : nil
        case (let kept?, let missed?):
            guard missed / kept > 1 + Self.resolution else { return nil }
            let middle = rounded((kept * missed).squareRoot())
            return middle > kept && middle < missed ? middle : nil
        case (nil, nil): return nil
        }
    }

    private func rounded(_ load: Double) -> Double {
        isCounted ? load.rounded() : (load * 100).rounded() / 100
    }
}
