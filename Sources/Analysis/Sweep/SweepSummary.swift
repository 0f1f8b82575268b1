package import RunModel

/// What a sweep says: sweep.json is this value, and every other output is made from it and from the steps' own
/// summaries.
package struct SweepSummary: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package var format = SweepSummary.currentFormat
    package var tool = "streamgauge"
    package var record: SweepRecord
    /// A load each, ascending; only loads with a step that counts.
    package var points: [SweepPoint]
    package var knee: SweepKnee?
    package var kneeAbsence: SweepKnee.Absence?
    package var scalability: SweepScalability?
    package var scalabilityAbsence: SweepScalability.Absence?

    /// Judges the steps. Pure: the same samples give the same summary.
    ///
    /// - Parameters:
    ///   - record: What was done.
    ///   - samples: Of each step that counts, by its folder; steps without one are left out.
    package init(_ record: SweepRecord, samples: [String: StepSample]) {
        self.record = record
        let known = record.counted.compactMap { step in
            samples[step.folder].map { (step: step, sample: $0) }
        }
        let byLoad = Dictionary(grouping: known) { $0.step.load }
        let loads = byLoad.keys.sorted()
        points = loads.map { load in
            PooledLoad(load: load, steps: byLoad[load] ?? [], loads: loads.count).point()
        }
        let usable = points.filter(\.isUsable).map(\.load)
        func parts(_ load: SweepLoad) -> LoadParts {
            LoadParts(load: load, samples: (byLoad[load] ?? []).map(\.sample))
        }
        switch SweepKnee.find(in: usable.map(parts)) {
        case .success(let found): knee = found
        case .failure(let lack): kneeAbsence = lack.absence
        }
        // An open loop that is more than the target serves has no steady number in flight.
        let steady = points.filter { $0.isUsable && !($0.isSaturated && $0.load.kind == .rate) }
        switch SweepScalability.fit(steady.map(\.load).map(parts)) {
        case .success(let found): scalability = found
        case .failure(let lack): scalabilityAbsence = lack.absence
        }
    }

    package subscript(load: SweepLoad) -> SweepPoint? { points.first { $0.load == load } }
}
