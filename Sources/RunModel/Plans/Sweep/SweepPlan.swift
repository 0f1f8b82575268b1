/// All that decides what a sweep sends: the plan of its steps, and how their load goes.
package struct SweepPlan: Codable, Sendable, Equatable {
    /// What all steps have in common; its load says what a step sends at most, and nothing of how much at a time.
    package var base: RunPlan
    package var loads: SweepLoads
    /// How often the loads are gone through: up, down, up, ...
    package var passes: Int
    /// The share of failures that, surely passed, ends a step and what lies beyond it.
    package var mostFailures: Double
    /// Of the steps' own seeds of arrivals: drawn for the sweep unless the plan has one.
    package var arrivalSeed: UInt64

    package static let usualPasses = 2
    package static let usualMostFailures = 0.2

    package init(
        base: RunPlan, loads: SweepLoads, passes: Int = SweepPlan.usualPasses,
        mostFailures: Double = SweepPlan.usualMostFailures, arrivalSeed: UInt64
    ) {
        self.base = base
        self.loads = loads
        self.passes = passes
        self.mostFailures = mostFailures
        self.arrivalSeed = arrivalSeed
    }

    /// One measurement of the plan: which load, and in which pass, counted from 1.
    package struct Place: Codable, Sendable, Hashable {
        package let load: SweepLoad
        package let pass: Int

        package init(_ load: SweepLoad, pass: Int) {
            self.load = load
            self.pass = pass
        }
    }

    /// In the order in which they are measured: odd passes rise and even ones fall, so that a server that drifts
    /// is not taken for one that bends under load.
    package var places: [Place] {
        (1...max(1, passes)).flatMap { pass in
            let loads = loads.loads
            return (pass.isMultiple(of: 2) ? loads.reversed() : loads).map { Place($0, pass: pass) }
        }
    }
}
