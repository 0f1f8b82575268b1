/// Whether the answers tell the window's length, and how closely.
extension RequestWindow {
    /// Of the stated length: others that are clearly not what is stated. A way that explains the answers in one length does
    /// so in a span of lengths, so that steps of a twentieth leave none out.
    private static let others = [
        0.9, 1.1, 0.85, 1.15, 0.8, 1.25, 0.75, 2.0 / 3, 1.35, 1.5, 0.6, 0.55, 0.5, 1.75, 2,
    ]
    /// Those as good as it, from the nearest on either side.
    private static let near = [0.01, 0.03, 0.05, 0.07]

    /// Looks for windows of clearly another length that explain every answer as well as the candidates, and, where there
    /// are none, how far from the stated length it is certain that there are none. Where no candidate has a length there is
    /// nothing to look for.
    mutating func lookAtLengths(_ observations: [WindowObservation]) {
        guard !candidates.isEmpty, layers == nil, candidates.contains(where: { $0.kind.hasLength })
        else { return }
        let found = Self.others.compactMap { layer(ofShare: $0, observations) }
        otherLengths = found.isEmpty ? nil : found
        guard found.isEmpty else { return }
        lengthError = max(error(-1, observations), error(1, observations))
    }

    /// The smallest share by which windows that are shorter or longer explain no answers any more.
    private func error(_ sign: Double, _ observations: [WindowObservation]) -> Double {
        Self.near.first { layer(ofShare: 1 + sign * $0, observations) == nil } ?? 0.1
    }

    private func layer(ofShare share: Double, _ observations: [WindowObservation]) -> Layer? {
        let length = lengthSeconds * share
        let evidence = WindowEvidence(
            observations, length: length, jitter: 0.002, countsRejected: false)
        func layer(_ kind: Kind, _ limits: ClosedRange<Int>) -> Layer {
            Layer(
                kind: kind, lengthSeconds: length, limitLow: Double(limits.lowerBound),
                limitHigh: Double(limits.upperBound))
        }
        if candidates.contains(where: { $0.partLowSeconds != nil }) {
            return partedLength(ofShare: share, observations)
        }
        if let fit = SlidingFit(evidence) { return layer(.sliding, fit.limits) }
        if let fit = FixedFromFirstFit(evidence) { return layer(.fixedFromFirst, fit.limits) }
        if let fit = FixedFit(evidence) { return layer(.fixed, fit.limits) }
        if candidates.contains(where: { $0.kind == .slidingCounter }),
            let fit = SlidingCounterFit(evidence)
        {
            return layer(.slidingCounter, fit.limits)
        }
        guard candidates.contains(where: { $0.kind == .untilQuiet }) else { return nil }
        return QuietFit(evidence).map { layer(.untilQuiet, $0.limits) }
    }
}

extension RequestWindow.Kind {
    /// Whether it counts in windows of a length that the answers have to tell.
    var hasLength: Bool { self != .bucket }

    /// Whether what is met is the number that it counts to, whatever else holds beside it.
    var isNumber: Bool {
        switch self {
        case .fixed, .fixedFromFirst, .sliding: true
        case .slidingCounter, .bucket, .untilQuiet: false
        }
    }
}
