internal import RunModel
internal import Statistics

extension Recovery {
    /// The share over all broken answers of a mode; its interval is over rounds, where two of them had
    /// broken answers. It is worth no more than there were answers. Nil without a broken answer.
    init?(_ mode: ResponseMode, _ record: JudgedRecord, _ pairs: AnswerPairs) {
        let answers = record.measured.filter { $0.mode == mode }
        let broken = answers.filter(\.brokeOff)
        let whole = answers.filter { $0.outcome == .ok }.map { Double($0.bytes.output) }
        let typical = whole.isEmpty ? nil : whole.reduce(0, +) / Double(whole.count)
        var counted = 0
        var received: [Int: Double] = [:]
        var expected: [Int: Double] = [:]
        for request in broken {
            let had = Double(request.bytes.output)
            let partner = ResponseMode.allCases.filter { $0 != mode }.lazy
                .compactMap { other in request.pair.flatMap { pairs.successes[other]?[$0] } }
                .first { $0.outcome == .ok }
            guard let full = partner.map({ Double($0.bytes.output) }) ?? typical else { continue }
            counted += 1
            received[request.round, default: 0] += had
            // What has come would have come.
            expected[request.round, default: 0] += max(had, full)
        }
        let rounds = expected.keys.sorted()
        guard
            let ratio = RatioInterval(
                rounds.map { received[$0] ?? 0 }, over: rounds.map { expected[$0] ?? 0 })
        else { return nil }
        self.mode = mode
        self.broken = counted
        share = ratio.ratio
        // Of bytes there are many, of answers few: the share is of so many answers.
        let weight = Double(counted) / max(expected.values.reduce(0, +), .leastNonzeroMagnitude)
        let interval = Proportion(
            groups: rounds.map {
                (weight * (received[$0] ?? 0), weight * (expected[$0] ?? 0))
            })
        low = interval?.low
        high = interval?.high
    }
}

extension RequestRecord {
    /// Whether an answer had begun, with a head of status 2xx, and did not come to its end.
    var brokeOff: Bool {
        guard let status, 200..<300 ~= status else { return false }
        switch outcome {
        case .truncated, .inBandError, .reset, .timeoutFirstToken, .timeoutGap, .timeoutTotal,
            .protocol:
            return true
        default: return false
        }
    }
}
