package import RunModel
internal import Statistics

/// Between which loads a search found the largest that keeps its objectives, at 95 %. Both above 0.
package struct CapacityProfile: Codable, Sendable, Equatable {
    package var low: Double
    package var high: Double

    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}

extension RunProfile {
    /// Of a search for the capacity: one number, with its bounds, in the place of rounds.
    ///
    /// - Parameters:
    ///   - name: What the search is to be called.
    ///   - summary: What it found.
    ///   - manifest: That of one of its steps.
    package init(name: String, capacity summary: CapacitySummary, manifest: RunManifest) {
        var manifest = manifest
        manifest.plan = summary.plan
        manifest.started = summary.started
        // Each step draws its seed and its prompts from the search's plan.
        manifest.seedDerivedFrom = summary.plan.seed
        manifest.promptsDigest = nil
        manifest.notices = []
        manifest.ending = summary.isOver ? .completed : .interrupted
        self.init(
            name: name, manifest: manifest, target: nil,
            validity: Validity(
                verdict: summary.reason == .clientLimit ? .notTrustworthy : .trustworthy,
                checks: []))
        // Loads are what a search goes through.
        work.removeAll { ["load.concurrency", "load.rate"].contains($0.key) }
        let objectives = summary.capacity.objectives.sorted().joined(separator: ", ")
        work.append(PlanItem(key: "capacity.objectives", value: objectives))
        work.append(PlanItem(key: "capacity.load", value: summary.capacity.load.rawValue))
        var round = RoundProfile(round: 1, startSeconds: 0, streams: summary.requests, values: [])
        round.values = [RoundValue(.capacity, summary.toldLoad)]
        modes = [
            ModeProfile(
                mode: .streaming, outputTokens: GroupedSample([Double]()),
                outputEvents: GroupedSample([Double]()), promptTokens: GroupedSample([Double]()),
                finishReasons: [], medianGapMilliseconds: nil, rounds: [round])
        ]
        if let load = summary.toldLoad {
            capacity = CapacityProfile(
                low: min(summary.low ?? load, load), high: max(summary.high ?? load, load))
        }
    }
}

extension CapacitySummary {
    /// Whether it came to its own end, and not to one from outside.
    var isOver: Bool {
        switch reason {
        case .interrupted, .record, .unfinished, .targetFailed: false
        default: true
        }
    }

    /// The largest load that holds, where that was found out; where the greatest that may be tried holds, that one.
    var toldLoad: Double? {
        guard outcome == .found || outcome == .holdsAtMost, let load, load > 0 else { return nil }
        return load
    }
}
