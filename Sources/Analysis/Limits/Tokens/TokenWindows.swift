/// Numbers of tokens that explain all answers, for each way in which time can count.
///
/// A request is let in when what was charged in its window and what it asks for are together at most the number;
/// so each that was let in bounds the number from below, and each that was refused from above.
struct TokenWindows {
    private let evidence: TokenEvidence
    /// Whether a refusal has to be explained.
    private let mustExplain: (TokenEvidence.Decision) -> Bool

    /// Edges of fixed windows are tried so close, as a share of the window.
    private static let edges = 240

    init(
        _ evidence: TokenEvidence,
        mustExplain: @escaping (TokenEvidence.Decision) -> Bool = { _ in true }
    ) {
        self.evidence = evidence
        self.mustExplain = mustExplain
    }

    /// Nil where no number explains them.
    func numbers(_ kind: RequestWindow.Kind) -> ClosedRange<Double>? {
        switch kind {
        case .fixed: fixed
        case .fixedFromFirst: FirstTokenWindows(evidence).numbers { bounds($0) }
        case .sliding: sliding
        case .slidingCounter: estimated
        case .bucket, .untilQuiet: nil
        }
    }

    private var sliding: ClosedRange<Double>? {
        let length = evidence.length
        let off = evidence.tolerance
        return bounds { decision in
            evidence.use(
                decision,
                since: (decision.time.lowerBound - length - off)...(decision.time.upperBound
                    - length + off))
        }
    }

    private var fixed: ClosedRange<Double>? {
        var found: ClosedRange<Double>?
        for edge in (0...evidence.length).parts(Self.edges) {
            let numbers = bounds { decision in
                evidence.use(decision, since: periodStart(decision.time, edge))
            }
            if let numbers { found = .hull(found, numbers) }
        }
        return found
    }

    /// The estimate from two fixed windows, the older one weighted by its overlap.
    private var estimated: ClosedRange<Double>? {
        let length = evidence.length
        var found: ClosedRange<Double>?
        for edge in (0...length).parts(Self.edges) {
            let numbers = bounds { decision in
                let start = periodStart(decision.time, edge)
                let current = evidence.use(decision, since: start)
                let before = (start.lowerBound - length)...(start.upperBound - length)
                let both = evidence.use(decision, since: before)
                let age =
                    max(
                        0, decision.time.lowerBound - start.upperBound)...min(
                        length, max(0, decision.time.upperBound - start.lowerBound))
                let older =
                    max(
                        0, both.lowerBound - current.upperBound)...max(
                        0, both.upperBound - current.lowerBound)
                let low = current.lowerBound + older.lowerBound * (1 - age.upperBound / length)
                let high = current.upperBound + older.upperBound * (1 - age.lowerBound / length)
                return low...max(low, high)
            }
            if let numbers { found = .hull(found, numbers) }
        }
        return found
    }

    /// When the window began that holds an instant of the span, for edges of the range.
    private func periodStart(
        _ time: ClosedRange<Double>, _ edge: ClosedRange<Double>
    ) -> ClosedRange<Double> {
        let low = start(of: time.lowerBound - evidence.tolerance, edge)
        let high = start(of: time.upperBound + evidence.tolerance, edge)
        return low.lowerBound...max(high.upperBound, low.upperBound)
    }

    private func start(of instant: Double, _ edge: ClosedRange<Double>) -> ClosedRange<Double> {
        let length = evidence.length
        func start(_ edge: Double) -> Double {
            edge + length * ((instant - edge) / length).rounded(.down)
        }
        let (low, high) = (start(edge.lowerBound), start(edge.upperBound))
        // An edge of the range lies at the instant itself.
        return low <= high ? low...high : (instant - length)...instant
    }

    /// The numbers between the largest that was let in and the smallest that was refused.
    func bounds(
        _ use: (TokenEvidence.Decision) -> ClosedRange<Double>
    ) -> ClosedRange<Double>? {
        var low = 0.0
        var high = Double.infinity
        for decision in evidence.decisions {
            if decision.isAdmitted {
                low = max(low, use(decision).lowerBound + decision.tested.lowerBound)
            } else if mustExplain(decision) {
                high = min(high, use(decision).upperBound + decision.tested.upperBound)
            }
            if low >= high { return nil }
        }
        return low...high
    }
}

/// Windows that begin with the first charge after the one before has ended.
private struct FirstTokenWindows {
    let evidence: TokenEvidence
    private static let mostBranches = 24

    init(_ evidence: TokenEvidence) {
        self.evidence = evidence
    }

    /// The hull over all chains of windows that may have been.
    func numbers(
        _ bounds: ((TokenEvidence.Decision) -> ClosedRange<Double>) -> ClosedRange<Double>?
    ) -> ClosedRange<Double>? {
        var found: ClosedRange<Double>?
        for chain in chains() {
            let numbers = bounds { decision in
                evidence.use(decision, since: start(of: decision, chain))
            }
            if let numbers { found = .hull(found, numbers) }
        }
        return found
    }

    /// Beginnings of windows, in order.
    private func chains() -> [[ClosedRange<Double>]] {
        var chains: [[ClosedRange<Double>]] = [[]]
        for entry in evidence.byStart {
            var next: [[ClosedRange<Double>]] = []
            for chain in chains {
                guard let last = chain.last else {
                    next.append([entry.time])
                    continue
                }
                let isOver =
                    entry.time.upperBound
                    > last.lowerBound + evidence.length - evidence.tolerance
                let isUnder =
                    entry.time.lowerBound
                    < last.upperBound + evidence.length + evidence.tolerance
                if isUnder { next.append(chain) }
                if isOver, next.count < Self.mostBranches { next.append(chain + [entry.time]) }
            }
            chains = next
        }
        return chains
    }

    private func start(
        of decision: TokenEvidence.Decision, _ chain: [ClosedRange<Double>]
    ) -> ClosedRange<Double> {
        let time = decision.time
        let last = chain.last { $0.lowerBound <= time.upperBound } ?? time
        let over = last.lowerBound + evidence.length - evidence.tolerance
        let surelyOver = last.upperBound + evidence.length + evidence.tolerance
        if time.lowerBound >= surelyOver { return time.lowerBound...time.lowerBound }
        // A window may have ended meanwhile; what the next one holds is only this.
        return last.lowerBound...(time.upperBound >= over ? time.upperBound : last.lowerBound)
    }
}
