/// Whether the answers tell the window's length.
extension RequestWindow {
    /// Of the stated length; nearer ones are as good as it.
    private static let shares = [0.5, 2.0 / 3, 0.8, 1.25, 1.5, 2]

    /// Windows of another length that explain every answer as well as `candidates`; nil where these have no length, or
    /// no other one does.
    func lengthsBeside(
        _ candidates: [Candidate], _ observations: [WindowObservation]
    ) -> [Layer]? {
        guard !candidates.isEmpty, layers == nil, candidates.allSatisfy({ $0.kind.hasLength })
        else { return nil }
        let found = Self.shares.compactMap { share in
            Self.layer(lengthSeconds: lengthSeconds * share, observations)
        }
        return found.isEmpty ? nil : found
    }

    private static func layer(
        lengthSeconds: Double, _ observations: [WindowObservation]
    ) -> Layer? {
        let evidence = WindowEvidence(
            observations, length: lengthSeconds, jitter: 0.002, countsRejected: false)
        func layer(_ kind: Kind, _ limits: ClosedRange<Int>) -> Layer {
            Layer(
                kind: kind, lengthSeconds: lengthSeconds, limitLow: Double(limits.lowerBound),
                limitHigh: Double(limits.upperBound))
        }
        if let fit = SlidingFit(evidence) { return layer(.sliding, fit.limits) }
        if let fit = FixedFromFirstFit(evidence) { return layer(.fixedFromFirst, fit.limits) }
        return FixedFit(evidence).map { layer(.fixed, $0.limits) }
    }
}

extension RequestWindow.Kind {
    /// Whether it counts in windows of a length that the answers have to tell.
    var hasLength: Bool {
        switch self {
        case .fixed, .fixedFromFirst, .sliding: true
        case .slidingCounter, .bucket, .untilQuiet: false
        }
    }
}
