package import RunModel
internal import Statistics

/// Judges assertions on one record, by the numbers of its summary.
package struct AssertionJudge {
    private let record: JudgedRecord
    /// Whether it is one of two sides.
    private let isSide: Bool

    /// - Parameters:
    ///   - manifest: The run's manifest.
    ///   - requests: All rows of requests.csv, in any order.
    ///   - histograms: The pooled samples of measured requests.
    ///   - chunks: What the rows of chunks.csv said: rates are then as exact as the summary's.
    ///   - target: Of a run with two targets the one that is meant.
    package init(
        manifest: RunManifest, requests: [RequestRecord], histograms: HistogramSet,
        chunks: ChunkDigest? = nil, target: Int? = nil
    ) {
        let whole = JudgedRecord(
            manifest: manifest, requests: requests.sorted { $0.request < $1.request },
            histograms: histograms, chunks: chunks)
        record = target.map { whole.ofTarget($0) } ?? whole
        isSide = target != nil
    }

    /// Of a run with one target.
    init(_ record: JudgedRecord) {
        self.record = record
        isSide = false
    }

    /// In the order of the assertions.
    package func results(of assertions: [Assertion]) -> [AssertionResult] {
        var modes: [ResponseMode: ModeRequests] = [:]
        return assertions.map { assertion in
            guard let mode = mode(of: assertion) else {
                return AssertionResult(assertion, mode: nil, overall(assertion.quantity))
            }
            let requests = modes[mode] ?? ModeRequests(record: record, mode: mode, round: nil)
            modes[mode] = requests
            return AssertionResult(assertion, mode: mode, number(assertion, requests))
        }
    }

    /// Nil for the requests of all modes.
    private func mode(of assertion: Assertion) -> ResponseMode? {
        if let mode = assertion.mode { return mode }
        if assertion.quantity.isOfAllModes { return nil }
        return assertion.quantity.isOfStreams ? .streaming : record.modes.first ?? .streaming
    }

    /// Of all measured requests.
    private func overall(_ quantity: Assertion.Quantity) -> AssertedNumber {
        switch quantity {
        case .failures: AssertedNumber(ModeRequests.failures(of: record.measured)?.share)
        case .rateLimited: AssertedNumber(Self.rateLimited(record.measured))
        case .unexpectedAnswers:
            AssertedNumber(ModeRequests.unexpectedAnswers(of: record.measured)?.share)
        default: .fact(Double(record.measured.count), count: record.measured.count)
        }
    }

    private func number(_ assertion: Assertion, _ mode: ModeRequests) -> AssertedNumber {
        switch assertion.quantity {
        case .failures: AssertedNumber(ModeRequests.failures(of: mode.requests)?.share)
        case .rateLimited: AssertedNumber(Self.rateLimited(mode.requests))
        case .unexpectedAnswers:
            AssertedNumber(ModeRequests.unexpectedAnswers(of: mode.requests)?.share)
        case .requests: .fact(Double(mode.requests.count), count: mode.requests.count)
        case .goodput: goodput(assertion.objectives ?? record.objectives, mode)
        case .tokenThroughput, .requestThroughput: rate(assertion.quantity, mode)
        case .stalls: mode.stallsPerStream()
        default:
            // The parser asks for a statistic of every other quantity.
            assertion.statistic.map { mode.sampled(assertion.quantity, $0) }
                ?? AssertedNumber(nil, count: 0, lack: .absent)
        }
    }

    /// The summary's `outcome_rate_limited`.
    private static func rateLimited(_ requests: [RequestRecord]) -> Estimate? {
        CountedShare(MetricName(.rateLimited), of: requests.map { $0.outcome == .rateLimited })?
            .share
    }

    private func goodput(_ objectives: Objectives, _ mode: ModeRequests) -> AssertedNumber {
        guard !objectives.isEmpty else {
            return AssertedNumber(nil, count: mode.requests.count, lack: .noObjectives)
        }
        if let lack = Self.lack(of: objectives, mode.successes) {
            return AssertedNumber(nil, count: mode.requests.count, lack: lack)
        }
        return AssertedNumber(mode.goodput(objectives)?.share)
    }

    /// A request keeps a bound on what it does not have. Where none has it, nothing was judged.
    private static func lack(
        of objectives: Objectives, _ successes: [RequestRecord]
    ) -> AssertionResult.Reason? {
        guard !successes.isEmpty else { return nil }
        if objectives.timePerOutputToken != nil,
            !successes.contains(where: { $0.timePerOutputToken != nil })
        {
            return successes.contains { $0.countedTokens != nil } ? .absent : .noUsage
        }
        let hasGaps = successes.contains { $0.maxGap != nil }
        return objectives.maxGap != nil && !hasGaps ? .absent : nil
    }

    /// That of the window; of a side, which has the window to itself in its blocks alone, the mean over them.
    private func rate(_ quantity: Assertion.Quantity, _ mode: ModeRequests) -> AssertedNumber {
        let isOfTokens = quantity == .tokenThroughput
        guard isSide, record.manifest.blocks != nil else {
            var numbers = ModeNumbers(mode: mode.mode, round: nil)
            if !mode.requests.isEmpty { mode.addArrivals(to: &numbers) }
            return AssertedNumber(isOfTokens ? numbers.tokenThroughput : numbers.requestThroughput)
        }
        let rounds = ModeRounds(record: record, mode: mode.mode).numbers()
        let means = ModeRounds.means(over: rounds, planned: rounds.count)
        return AssertedNumber(means[isOfTokens ? .tokenThroughput : .requestThroughput])
    }
}
