package import RunModel
internal import Statistics

/// The load of greatest power: beyond it answers take longer faster than more of them are served.
package struct SweepKnee: Codable, Sendable, Equatable {
    package enum Absence: String, Codable, Sendable, CaseIterable {
        /// Fewer than three loads that the target answered as asked.
        case tooFewLoads = "too_few_loads"
        /// The steps are too short for rates, or for their spread.
        case tooShort = "too_short"
    }

    package var load: SweepLoad
    /// The least and the greatest load that it may be at with 95 % confidence; never narrower than the neighbouring
    /// loads, between which nobody looked. Absent where it may lie below the least load, or beyond the greatest.
    package var low: Double?
    package var high: Double?
    /// In which share of the draws it was this load.
    package var share: Double
    /// Requests a second that are served there.
    package var served: Double

    private static let fewestLoads = 3

    /// `loads` ascend, and the target answered them as asked.
    ///
    /// - Returns: the knee, or why there is none.
    static func find(in loads: [LoadParts]) -> Result<SweepKnee, Lack> {
        let known = loads.filter { $0.state?.power != nil }
        guard loads.count >= fewestLoads else { return .failure(Lack(.tooFewLoads)) }
        guard known.count >= fewestLoads, known.allSatisfy(\.hasSpread) else {
            return .failure(Lack(.tooShort))
        }
        guard let place = greatest(known.map { $0.state?.power }) else {
            return .failure(Lack(.tooShort))
        }
        var generator = SeededGenerator(seed: 1, purpose: 0x6B6E_6565, index: UInt64(known.count))
        let drawn = (0..<LoadParts.draws).compactMap { _ in
            greatest(known.map { $0.drawn(using: &generator)?.power })
        }.sorted()
        let low = min(drawn[drawn.count * 25 / 1000], place) - 1
        let high = max(drawn[drawn.count - 1 - drawn.count * 25 / 1000], place) + 1
        return .success(
            SweepKnee(
                load: known[place].load,
                low: known.indices.contains(low) ? known[low].load.value : nil,
                high: known.indices.contains(high) ? known[high].load.value : nil,
                share: Double(drawn.count { $0 == place }) / Double(drawn.count),
                served: known[place].state?.served ?? 0))
    }

    /// Why there is none.
    struct Lack: Error {
        let absence: Absence

        init(_ absence: Absence) { self.absence = absence }
    }

    private static func greatest(_ powers: [Double?]) -> Int? {
        powers.indices.filter { powers[$0] != nil }
            .max { (powers[$0] ?? 0) < (powers[$1] ?? 0) }
    }
}
