package import RunModel

/// Whether one sweep got worse than another, load by load: of each load that both measured, its runs are compared as
/// any runs are, and the chance of a wrong word is divided over the loads.
package struct SweepComparison: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    /// A load that both sweeps measured.
    package struct Load: Codable, Sendable, Equatable {
        package var load: SweepLoad
        /// With its verdict, and the level that it was judged by.
        package var comparison: SideComparison
    }

    package var format = SweepComparison.currentFormat
    package var tool = "streamgauge"
    package var base: String
    package var new: String
    package var verdict: SideComparison.Verdict
    package var rules: SideRules
    /// Ascending.
    package var loads: [Load]
    /// Loads that only one of the two measured.
    package var baseOnly: [SweepLoad]
    package var newOnly: [SweepLoad]

    /// A sweep: its name, and the profiles of its counted runs by their load.
    package struct Side: Sendable {
        package var name: String
        package var runs: [SweepLoad: [RunProfile]]

        package init(name: String, runs: [SweepLoad: [RunProfile]]) {
            self.name = name
            self.runs = runs
        }
    }

    /// Pure: the same profiles give the same comparison.
    package init(base: Side, new: Side, rules: SideRules) {
        self.base = base.name
        self.new = new.name
        self.rules = rules
        let shared = Set(base.runs.keys).intersection(new.runs.keys).sorted()
        baseOnly = Set(base.runs.keys).subtracting(new.runs.keys).sorted()
        newOnly = Set(new.runs.keys).subtracting(base.runs.keys).sorted()
        loads = Self.judged(shared, rules) { load, rules in
            SideComparison(
                base: base.runs[load] ?? [], new: new.runs[load] ?? [], rules: rules)
        }
        verdict = Self.overall(loads.map(\.comparison.verdict))
    }

    /// Holm's step down ("A simple sequentially rejective multiple test procedure", 1979): all loads are judged at the
    /// level divided by their number; those that are worse stand, and the others are judged again at the level divided
    /// by how many are left, until no more are.
    private static func judged(
        _ loads: [SweepLoad], _ rules: SideRules,
        _ compare: (SweepLoad, SideRules) -> SideComparison
    ) -> [Load] {
        var standing: [SweepLoad: SideComparison] = [:]
        var open: [SweepLoad: SideComparison] = [:]
        repeat {
            let left = loads.filter { standing[$0] == nil }
            guard !left.isEmpty else { break }
            var stricter = rules
            stricter.level = rules.level / Double(left.count)
            open = [:]
            for load in left { open[load] = compare(load, stricter) }
            let worse = open.filter { $0.value.verdict == .regression }
            standing.merge(worse) { $1 }
            if worse.isEmpty { break }
            open = open.filter { worse[$0.key] == nil }
        } while !open.isEmpty
        return loads.compactMap { load in
            (standing[load] ?? open[load]).map { Load(load: load, comparison: $0) }
        }
    }

    /// Worse at one load is worse; else what nobody could tell at one load is not told.
    private static func overall(
        _ verdicts: [SideComparison.Verdict]
    ) -> SideComparison.Verdict {
        if verdicts.contains(.regression) { return .regression }
        let comparable = verdicts.filter { $0 != .notComparable && $0 != .nothingJudged }
        guard !comparable.isEmpty else {
            return verdicts.contains(.nothingJudged) ? .nothingJudged : .notComparable
        }
        return comparable.contains(.cannotTell) ? .cannotTell : .noRegression
    }
}
