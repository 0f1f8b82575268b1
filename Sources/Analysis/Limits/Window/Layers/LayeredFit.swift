internal import RunModel

/// Two ways of counting at once that explain every answer where no single one does: a limit of the stated window, and one
/// of a shorter span or a bucket beside it. What was let in, both must have let in; what was refused, one of them must
/// have refused. Refused requests count in neither: servers that ask both before they count are the usual ones. Where the
/// outer one may count what the inner one refuses, `allows` tells whether the stated number is possible.
struct LayeredFit: Sendable {
    /// A pair of layers that explains every answer.
    private struct Pair {
        var outer: CountedLayer
        var inner: CountedLayer
        var outerLargest: Int
        var innerLargest: Int
    }

    /// Ways of counting in the stated window that are possible beside some inner one.
    let outer: [RequestWindow.Candidate]
    /// The others, each with the length that it counts in.
    let inner: [RequestWindow.Layer]

    /// The outer layers as they are where all that was refused may be counted in them too.
    private let outerCounting: [CountedLayer]
    private let innerLayers: [CountedLayer]

    /// Whether so many in the stated window may hold beside an inner limit, where the window counts also what that refuses.
    func allows(_ stated: Int) -> Bool {
        outerCounting.contains { outer in
            guard outer.least <= stated else { return false }
            return innerLayers.contains { inner in
                outer.most.indices.allSatisfy {
                    outer.most[$0] >= Double(stated) || inner.explained.contains($0)
                }
            }
        }
    }

    /// Of what a bucket holds and its rate: what another one beside it has to differ by.
    private static let likeness = 0.85

    /// Refusals that are left to a layer alone, at least: fewer may be chance.
    private static let fewest = 2

    /// Nil where no two explain all answers, or where one of them would do.
    init?(
        lengthSeconds: Double, observations: [WindowObservation], jitterSeconds: Double = 0.002
    ) {
        func evidence(_ length: Double) -> WindowEvidence {
            WindowEvidence(
                observations, length: length, jitter: jitterSeconds, countsRejected: false)
        }
        let whole = evidence(lengthSeconds)
        guard whole.refused.count > 2 * Self.fewest, !whole.admitted.isEmpty else { return nil }
        let buckets = CountedLayer.bucket(whole)
        let spans = LimitsPlan.spanParts.flatMap { parts in
            let span = evidence(lengthSeconds / Double(parts))
            return CountedLayer.sliding(span) + CountedLayer.fixed(span)
        }
        let outer =
            CountedLayer.sliding(whole) + CountedLayer.fixed(whole)
            + CountedLayer.fixedFromFirst(whole) + CountedLayer.slidingCounter(whole) + buckets
        let pairs = Self.pairs(
            Self.distinct(outer), Self.distinct(spans + buckets), of: whole.refused.count)
        if pairs.isEmpty { return nil }
        self.outer = Self.candidates(pairs)
        inner = Self.layers(pairs)
        innerLayers = pairs.map(\.inner)
        outerCounting = Self.counting(lengthSeconds, observations, jitterSeconds)
    }

    /// What is counted at least is what was let in, and at most what was refused too.
    private static func counting(
        _ length: Double, _ observations: [WindowObservation], _ jitter: Double
    ) -> [CountedLayer] {
        func layers(_ countsRejected: Bool) -> [CountedLayer] {
            let evidence = WindowEvidence(
                observations, length: length, jitter: jitter, countsRejected: countsRejected)
            return CountedLayer.sliding(evidence) + CountedLayer.fixedFromFirst(evidence)
        }
        return zip(layers(false), layers(true)).map { least, most in
            CountedLayer(least.kind, length, least: least.least, most: most.most)
        }
    }

    /// Of layers of a kind that explain the same with the same limit, one.
    private static func distinct(_ layers: [CountedLayer]) -> [CountedLayer] {
        struct Key: Hashable {
            var kind: RequestWindow.Kind
            var length: Double
            var least: Int
            var explained: RefusalSet
            var inflow: Double?
        }
        var seen: Set<Key> = []
        return layers.filter {
            seen.insert(
                Key(
                    kind: $0.kind, length: $0.lengthSeconds, least: $0.least,
                    explained: $0.explained, inflow: $0.inflow?.lowerBound)
            ).inserted
        }
    }

    private static func pairs(
        _ outer: [CountedLayer], _ inner: [CountedLayer], of total: Int
    ) -> [Pair] {
        // Where one way explains all by itself, nothing shows that there is a second one.
        guard !(outer + inner).contains(where: { $0.explained.count == total }) else { return [] }
        var pairs: [Pair] = []
        for first in outer {
            for second in inner where isPossible(first, second, of: total) {
                guard let most = first.largest(beside: second),
                    let innerMost = second.largest(beside: first)
                else { continue }
                pairs.append(
                    Pair(
                        outer: first, inner: second, outerLargest: most, innerLargest: innerMost))
            }
        }
        return pairs
    }

    private static func isPossible(
        _ outer: CountedLayer, _ inner: CountedLayer, of total: Int
    ) -> Bool {
        let length = outer.lengthSeconds
        let shared = outer.explained.count + inner.explained.count - total
        guard shared >= 0, outer.explained.unionCount(inner.explained) == total,
            total - outer.explained.count >= fewest, total - inner.explained.count >= fewest
        else { return false }
        // One that lets in less even where requests come evenly leaves nothing for the outer one to refuse.
        let evenly = inner.inflow?.upperBound ?? Double(inner.least) / inner.lengthSeconds * length
        guard outer.kind == .bucket || evenly >= Double(outer.least) * 0.99 else { return false }
        guard outer.kind == .bucket, inner.kind == .bucket else { return true }
        // The inner one is the smaller and faster, else each pair would be seen twice. Two that are nearly the same are what
        // one law of counting looks like that is none of these: an average that decays.
        return Double(inner.least) < Double(outer.least) * likeness
            && inner.inflow?.lowerBound ?? 0 > (outer.inflow?.upperBound ?? 0) / likeness
    }

    private static func candidates(
        _ pairs: [Pair]
    ) -> [RequestWindow.Candidate] {
        RequestWindow.Kind.allCases.compactMap { kind in
            let found = pairs.filter { $0.outer.kind == kind }
            guard let least = found.map(\.outer.least).min(),
                let most = found.map(\.outerLargest).max()
            else { return nil }
            var candidate = RequestWindow.Candidate(
                kind: kind, limitLow: Double(least), limitHigh: Double(most))
            if kind == .bucket {
                candidate.capacityLow = Double(least)
                candidate.capacityHigh = Double(most)
                let inflows = found.compactMap(\.outer.inflow)
                candidate.limitLow = inflows.map(\.lowerBound).min() ?? 0
                candidate.limitHigh = inflows.map(\.upperBound).max() ?? 0
            }
            // An estimate hangs on where the edges lie, and servers round it in several ways.
            if kind == .slidingCounter { candidate.limitHigh += 1 }
            candidate.countsRejected = false
            return candidate
        }
    }

    private static func layers(_ pairs: [Pair]) -> [RequestWindow.Layer] {
        var layers: [RequestWindow.Layer] = []
        for kind in RequestWindow.Kind.allCases {
            let ofKind = pairs.filter { $0.inner.kind == kind }
            let lengths = Set(ofKind.map(\.inner.lengthSeconds)).sorted()
            for length in lengths {
                let found = ofKind.filter { $0.inner.lengthSeconds == length }
                var layer = RequestWindow.Layer(
                    kind: kind, lengthSeconds: length,
                    limitLow: Double(found.map(\.inner.least).min() ?? 0),
                    limitHigh: Double(found.map(\.innerLargest).max() ?? 0))
                let inflows = found.compactMap(\.inner.inflow)
                layer.inflowLow = inflows.map(\.lowerBound).min()
                layer.inflowHigh = inflows.map(\.upperBound).max()
                layers.append(layer)
            }
        }
        return layers
    }
}
