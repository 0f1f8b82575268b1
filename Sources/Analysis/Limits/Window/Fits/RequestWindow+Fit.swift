extension RequestWindow {
    /// Finds every way of counting that explains all answers. Nothing is guessed and no answer is left out:
    /// a way is excluded only where no moment of decision between sending and answer, and no fate of those
    /// without an answer, makes it possible.
    ///
    /// Takes for granted that nothing was counted before the first of the observations, and that nobody else
    /// is counted together with them. `jitterSeconds` is by how much the server's clock may be off from one
    /// decision to the next: milliseconds, or a second where it only has whole ones.
    package init(
        lengthSeconds: Double, observations: [WindowObservation], jitterSeconds: Double = 0.002
    ) {
        self.init(lengthSeconds: lengthSeconds)
        func evidence(countsRejected: Bool) -> WindowEvidence {
            WindowEvidence(
                observations, length: lengthSeconds, jitter: jitterSeconds,
                countsRejected: countsRejected)
        }
        let admittedOnly = evidence(countsRejected: false)
        isDelaying = observations.contains(where: \.hasWaited)
        accepted = admittedOnly.admitted.count
        refused = admittedOnly.refused.count { $0.mayCount }
        mostInWindow =
            admittedOnly.admitted.map {
                admittedOnly.leastUse(from: $0.sent, through: $0.sent + lengthSeconds)
            }.max() ?? 0
        guard accepted > 0, !admittedOnly.refused.isEmpty else {
            doubt =
                accepted > 0
                ? "no request was refused, which would have told how they are counted"
                : "no request was let in, which would have told how they are counted"
            return
        }
        candidates = Candidate.all(admittedOnly, evidence(countsRejected: true))
        doubt = candidates.isEmpty ? Nearest(admittedOnly).sentence : Self.ambiguity(candidates)
    }

    static func ambiguity(_ candidates: [Candidate]) -> String? {
        guard candidates.count > 1 else { return nil }
        let names = candidates.map(\.kind.name)
        let quantity = names.count == 2 ? "both" : "all"
        let first = names.dropLast().joined(separator: ", ")
        return "\(first) and \(names[names.count - 1]) \(quantity) explain every answer"
    }
}

extension RequestWindow.Kind {
    /// In a sentence, without a limit.
    var name: String {
        switch self {
        case .fixed: "fixed windows"
        case .fixedFromFirst: "windows from the first request on"
        case .sliding: "a sliding window"
        case .slidingCounter: "an estimate from two windows"
        case .bucket: "a bucket"
        case .untilQuiet: "a count that begins anew after a pause"
        }
    }
}

extension RequestWindow.Candidate {
    /// In the order of kinds; what explains the answers with and without counting refused requests is one.
    static func all(_ admittedOnly: WindowEvidence, _ withRefused: WindowEvidence) -> [Self] {
        var found: [Self] = []
        found += FixedFit(admittedOnly).map { [Self($0)] } ?? []
        found += FixedFromFirstFit(admittedOnly).map { [Self($0)] } ?? []
        let beliefs = [admittedOnly, withRefused]
        found += merged(
            beliefs.map { evidence in
                SlidingFit(evidence).map { Self(.sliding, $0.limits, evidence) }
            })
        found += merged(
            beliefs.map { evidence in
                SlidingCounterFit(evidence).map { fit in
                    var candidate = Self(.slidingCounter, fit.limits, evidence)
                    candidate.edgeLowSeconds = fit.edge.lowerBound
                    candidate.edgeHighSeconds = fit.edge.upperBound
                    return candidate
                }
            })
        found += merged(
            beliefs.map { evidence in
                BucketFit(evidence).map { fit in
                    var candidate = Self(
                        kind: .bucket, limitLow: fit.inflow.lowerBound,
                        limitHigh: fit.inflow.upperBound)
                    candidate.capacityLow = Double(fit.capacity.lowerBound)
                    candidate.capacityHigh = Double(fit.capacity.upperBound)
                    candidate.countsRejected = evidence.countsRejected
                    return candidate
                }
            })
        found +=
            QuietFit(admittedOnly).map { fit in
                [
                    Self(
                        kind: .untilQuiet, limitLow: Double(fit.limits.lowerBound),
                        limitHigh: Double(fit.limits.upperBound))
                ]
            } ?? []
        return found
    }

    private init(_ fit: FixedFit) {
        self.init(
            kind: .fixed, limitLow: Double(fit.limits.lowerBound),
            limitHigh: Double(fit.limits.upperBound))
        edgeLowSeconds = fit.edge.lowerBound
        edgeHighSeconds = fit.edge.upperBound
    }

    private init(_ fit: FixedFromFirstFit) {
        self.init(
            kind: .fixedFromFirst, limitLow: Double(fit.limits.lowerBound),
            limitHigh: Double(fit.limits.upperBound))
    }

    private init(
        _ kind: RequestWindow.Kind, _ limits: ClosedRange<Int>, _ evidence: WindowEvidence
    ) {
        self.init(
            kind: kind, limitLow: Double(limits.lowerBound), limitHigh: Double(limits.upperBound))
        countsRejected = evidence.countsRejected
    }

    private static func merged(_ candidates: [Self?]) -> [Self] {
        let found = candidates.compactMap { $0 }
        guard found.count == 2, var both = found.first else { return found }
        let other = found[1]
        both.countsRejected = nil
        both.limitLow = min(both.limitLow, other.limitLow)
        both.limitHigh = max(both.limitHigh, other.limitHigh)
        both.capacityLow = least(both.capacityLow, other.capacityLow)
        both.capacityHigh = greatest(both.capacityHigh, other.capacityHigh)
        both.edgeLowSeconds = least(both.edgeLowSeconds, other.edgeLowSeconds)
        both.edgeHighSeconds = greatest(both.edgeHighSeconds, other.edgeHighSeconds)
        return [both]
    }

    private static func least(_ first: Double?, _ other: Double?) -> Double? {
        [first, other].compactMap { $0 }.min()
    }

    private static func greatest(_ first: Double?, _ other: Double?) -> Double? {
        [first, other].compactMap { $0 }.max()
    }
}
