internal import Analysis
internal import RunModel

/// The words of two sweeps compared load by load.
enum SweepComparisonWording {
    /// What it came to, in a sentence.
    static func headline(_ comparison: SweepComparison) -> String {
        let judged = comparison.loads.count
        guard judged > 0 else {
            return "Not comparable: no load is in both sweeps."
        }
        let worse = comparison.loads.filter { $0.verdict == .regression }
        switch comparison.verdict {
        case .regression:
            let loads = worse.map { SweepWording.load($0.load) }.joined(separator: ", ")
            return "Worse at \(loads), of \(Wording.plural(judged, "load")) in both sweeps."
        case .noRegression:
            return "No regression at any of the \(Wording.plural(judged, "load")) in both sweeps."
        case .cannotTell:
            return "Nothing is surely worse, and at some loads it cannot be told."
        case .notComparable, .nothingJudged:
            return "Not comparable at any load: \(reason(comparison))"
        }
    }

    private static func reason(_ comparison: SweepComparison) -> String {
        if comparison.loads.allSatisfy({ $0.base == .tooMuch && $0.new == .tooMuch }) {
            return "each is more than either target bears."
        }
        for load in comparison.loads {
            guard let hindrance = load.comparison.hindrances.first else { continue }
            return SidesWording.sentence(hindrance, in: load.comparison)
        }
        return "nothing could be judged."
    }

    /// What is to say of a load, worst first.
    static func sentences(_ load: SweepComparison.Load) -> [String] {
        let comparison = load.comparison
        if let sentence = bearing(load) { return [sentence] }
        if let hindrance = comparison.hindrances.first {
            return [SidesWording.sentence(hindrance, in: comparison)]
        }
        let told = comparison.metrics.filter {
            $0.word == .worse || ($0.word == .better && !$0.isAdvisory)
        }
        return told.map { SidesWording.sentence($0, in: comparison) }
    }

    static func verdict(_ load: SweepComparison.Load) -> String {
        SidesWording.verdict(load.verdict)
    }

    /// Where a target did not bear the load; nil where both did.
    private static func bearing(_ load: SweepComparison.Load) -> String? {
        switch (load.base, load.new) {
        case (.borne, .borne): nil
        case (.borne, .tooMuch): "It became more than the target bears."
        case (.tooMuch, .borne): "It was more than the target bears, and no longer is."
        case (.tooMuch, .tooMuch): "It is more than the target bears, in both sweeps."
        case (.mixed, _): "In the first sweep the target bore it in some passes only."
        case (_, .mixed): "In the second sweep the target bore it in some passes only."
        }
    }

    /// Loads that only one of the two has.
    static func alone(_ comparison: SweepComparison) -> [String] {
        [(comparison.baseOnly, "the first"), (comparison.newOnly, "the second")].compactMap {
            loads, name in
            loads.isEmpty
                ? nil
                : "only \(name) sweep measured "
                    + loads.map { SweepWording.load($0) }.joined(separator: ", ")
        }
    }
}
