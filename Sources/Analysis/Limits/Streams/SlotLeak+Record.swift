internal import RunModel

extension SlotLeak {
    /// By cause; those that were not looked at are left out.
    static func leaks(_ record: LimitsRecord) -> [SlotLeak] {
        let fills = Dictionary(
            grouping: record.requests.filter { $0.probe == .leakFill }, by: \.round)
        let leaves = Dictionary(
            grouping: record.requests.filter {
                $0.probe == .leakLeave && $0.instants.firstOutput != nil && $0.departure != nil
            }, by: \.round)
        let origin = record.manifest.origin
        let measures = fills.keys.sorted().compactMap { round -> (round: Int, measure: Measure)? in
            guard let fill = fills[round], let last = fill.compactMap(\.instants.sent).max()
            else { return nil }
            let streams = record.mostOpen(inRound: round, of: .leakFill)
            return (round, Measure(seconds: (last - origin).seconds, streams: streams))
        }
        return leaves.keys.sorted().compactMap { round in
            guard let left = leaves[round], let departure = left.first?.departure,
                let end = left.compactMap(\.instants.closed).max(),
                let before = measures.last(where: { $0.round < round })
            else { return nil }
            let next = leaves.keys.filter { $0 > round }.min() ?? .max
            let after = measures.filter { $0.round >= round && $0.round < next }.map(\.measure)
            guard !after.isEmpty else { return nil }
            var leak = SlotLeak(
                cause: departure == .reset ? .cut : .cancel, left: left.count,
                measures: [before.measure] + after)
            let leftAt = (end - origin).seconds
            if leak.lost > 0, let back = after.firstIndex(where: { $0.streams >= leak.before }) {
                leak.recoveredLowSeconds = max(0, after[back - 1].seconds - leftAt)
                leak.recoveredHighSeconds = after[back].seconds - leftAt
            }
            return leak
        }
    }
}
