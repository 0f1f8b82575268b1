internal import RunModel

extension TokenBudget {
    /// Nil where no request was sent to use up tokens.
    init?(_ record: LimitsRecord) {
        let asked = record.tokenRequests
        guard !asked.isEmpty else { return nil }
        self.init(lengthSeconds: record.plan.window.duration.seconds)
        accepted = asked.count { $0.reception == .accepted }
        refused = asked.count(where: record.isTurnedAway)
        failed = asked.count - accepted - refused
        guard let observations = TokenObservation.all(record) else {
            doubt =
                "no answer tells in its usage how many tokens its prompt had; ask for usage, or try another "
                + "model"
            return
        }
        note(observations)
        doubt = Self.doubt(record, failed: failed)
        guard doubt == nil, refused > 0, accepted > 0 else { return }
        candidates = TokenFits(observations, length: lengthSeconds).candidates
        dropRequests(record)
        dropTiny(record)
    }

    /// Refusals that speak of tokens are for no number of requests, where tokens explain them too.
    private mutating func dropRequests(_ record: LimitsRecord) {
        let refused = record.tokenRequests.filter(record.isTurnedAway)
        let named = refused.count { $0.limitedUnit == .tokens }
        let isExplained = candidates.contains { $0.charge.counted != .requests }
        guard isExplained, named * 2 > refused.count else { return }
        candidates.removeAll { $0.charge.counted == .requests }
    }

    /// A number far below all that is stated, which single tokens of short answers meet, is not believed where another
    /// explains the answers too.
    private mutating func dropTiny(_ record: LimitsRecord) {
        let stated = LimitsPlan.TokenUnit.allCases.compactMap(record.plan.stated).min() ?? 0
        func isTiny(_ candidate: Candidate) -> Bool { candidate.limitHigh * 15 < Double(stated) }
        guard candidates.contains(where: { !isTiny($0) }) else { return }
        candidates.removeAll(where: isTiny)
    }

    private mutating func note(_ observations: [TokenObservation]) {
        let admitted = observations.filter { $0.isAdmitted == true }
        func most(_ amount: (TokenObservation) -> Double) -> Int {
            let sums = AmountSums(admitted.map { ($0.sent, amount($0)) })
            return Int(
                admitted.map {
                    sums.through($0.sent) - sums.before($0.sent - lengthSeconds)
                }.max() ?? 0)
        }
        mostPrompt = most { $0.step == .tokensRepeat ? 0 : $0.prompt.lowerBound }
        mostAsked = most { $0.step == .tokensMax ? $0.most : 0 }
        mostOutput = most { $0.output }
        largest = Int(admitted.map { $0.prompt.lowerBound + $0.output }.max() ?? 0)
        isRepeatSeen = observations.contains(where: \.isRepeated)
    }

    /// What stands against judging the answers at all.
    private static func doubt(_ record: LimitsRecord, failed: Int) -> String? {
        let refused = record.tokenRequests.filter(record.isTurnedAway)
        let units = refused.compactMap(\.limitedUnit)
        let requests = units.count { $0 == .requests }
        let streams = units.count { $0 == .streams }
        if requests > 0 {
            return
                "\(requests) of \(refused.count) refusals speak of requests and not of tokens: state that "
                + "limit with --expect-rpm, so that the run stays below it"
        }
        if streams > 0 {
            return
                "\(streams) of \(refused.count) refusals speak of concurrent streams and not of tokens: "
                + "state that limit with --expect-streams, so that the run stays below it"
        }
        guard failed > 2 || failed > 0 && refused.isEmpty else { return nil }
        let first = record.tokenRequests.first {
            !record.isTurnedAway($0) && $0.reception != .accepted
        }
        let status = first?.status.map { " (status \($0))" } ?? ""
        return
            "\(failed) of \(record.tokenRequests.count) requests failed\(status); if they are too long for "
            + "the model, lower --max-stream-tokens"
    }
}

/// All ways of charging and of counting time that explain all answers.
struct TokenFits {
    private let observations: [TokenObservation]
    private let length: Double
    private(set) var candidates: [TokenBudget.Candidate] = []

    init(_ observations: [TokenObservation], length: Double) {
        self.observations = observations
        self.length = length
        let repeats = observations.contains(where: \.isRepeated) ? [false, true] : [false]
        for isCachedFree in repeats {
            for charge in TokenCharge.allCases {
                for countsRefused in charge.isAfter ? [false] : [false, true] {
                    fit(charge, countsRefused: countsRefused, isCachedFree: isCachedFree)
                }
            }
            fitApart(isCachedFree: isCachedFree)
        }
    }

    private func evidence(
        _ charge: TokenCharge, countsRefused: Bool, isCachedFree: Bool
    ) -> TokenEvidence {
        TokenEvidence(
            observations, length: length, charge, countsRefused: countsRefused,
            isCachedFree: isCachedFree)
    }

    private mutating func fit(_ charge: TokenCharge, countsRefused: Bool, isCachedFree: Bool) {
        // A cached prompt costs nothing only where prompts cost something.
        if isCachedFree, charge.counted == .output || charge.counted == .requests { return }
        let evidence = evidence(
            charge, countsRefused: countsRefused, isCachedFree: isCachedFree)
        for found in Self.windows(evidence, mustExplain: { _ in true }) {
            var candidate = TokenBudget.Candidate(charge, found.kind, found.limits)
            candidate.capacityLow = found.capacity?.lowerBound
            candidate.capacityHigh = found.capacity?.upperBound
            candidate.countsRejected = countsRefused
            candidate.isCachedFree = isCachedFree
            candidates.append(candidate)
        }
    }

    private struct Found {
        var kind: RequestWindow.Kind
        var limits: ClosedRange<Double>
        var capacity: ClosedRange<Double>?
    }

    private static func windows(
        _ evidence: TokenEvidence, mustExplain: @escaping (TokenEvidence.Decision) -> Bool
    ) -> [Found] {
        let windows = TokenWindows(evidence, mustExplain: mustExplain)
        var found = RequestWindow.Kind.allCases.compactMap { kind in
            windows.numbers(kind).map { Found(kind: kind, limits: $0) }
        }
        if let bucket = TokenBucketFit(evidence, mustExplain: mustExplain) {
            found.append(
                Found(kind: .bucket, limits: bucket.inflow, capacity: bucket.capacity))
        }
        return found
    }

    /// Input and output with a budget of their own each, counted alike over time. What refuses a prompt is the
    /// input's, what refuses a long answer the output's; but after a prompt was refused it may be either.
    private mutating func fitApart(isCachedFree: Bool) {
        guard observations.contains(where: { $0.isAdmitted == false && $0.isOfPrompt }),
            observations.contains(where: { $0.isAdmitted == false && !$0.isOfPrompt })
        else { return }
        for input in [TokenCharge.prompt, .promptAfter] {
            let inputs = Self.windows(
                evidence(input, countsRefused: false, isCachedFree: isCachedFree)
            ) { $0.isOfPrompt }
            guard !inputs.isEmpty else { continue }
            for output in [TokenCharge.max, .maxCorrected, .output] {
                let evidence = evidence(output, countsRefused: false, isCachedFree: false)
                var outputs = Self.windows(evidence) { !$0.isOfPrompt }
                let unsure = Self.afterRefusedPrompts(evidence)
                let kinds = Set(outputs.map(\.kind))
                outputs += Self.windows(evidence) {
                    !$0.isOfPrompt && !unsure.contains($0.time.lowerBound)
                }.filter { !kinds.contains($0.kind) }
                add(input, inputs, output, outputs, isCachedFree: isCachedFree)
            }
        }
    }

    /// When those were sent that came within a window after a refused prompt.
    private static func afterRefusedPrompts(_ evidence: TokenEvidence) -> Set<Double> {
        let prompts = evidence.decisions.filter { $0.isOfPrompt && !$0.isAdmitted }
        return Set(
            evidence.decisions.filter { decision in
                let time = decision.time.lowerBound
                return prompts.contains {
                    $0.time.lowerBound < time && time < $0.time.lowerBound + evidence.length
                }
            }.map(\.time.lowerBound))
    }

    private mutating func add(
        _ input: TokenCharge, _ inputs: [Found], _ output: TokenCharge, _ outputs: [Found],
        isCachedFree: Bool
    ) {
        for found in inputs {
            // Where no answer was refused for the output's sake there is no such budget.
            guard let other = outputs.first(where: { $0.kind == found.kind }),
                other.limits.upperBound < .infinity, found.limits.upperBound < .infinity
            else { continue }
            var candidate = TokenBudget.Candidate(input, found.kind, found.limits)
            candidate.outputCharge = output
            candidate.outputLow = other.limits.lowerBound
            candidate.outputHigh = other.limits.upperBound
            candidate.capacityLow = found.capacity?.lowerBound
            candidate.capacityHigh = found.capacity?.upperBound
            candidate.isCachedFree = isCachedFree
            candidates.append(candidate)
        }
    }
}
