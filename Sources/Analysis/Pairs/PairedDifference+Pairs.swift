internal import RunModel
internal import Statistics

/// A quantity of both answers of a pair.
struct PairSample {
    let round: Int
    let streaming: Double
    let nonStreaming: Double
}

extension PairedDifference {
    /// Each round weighs the same, so that a round with many pairs, which a fast server brings, does not
    /// stand for the others.
    ///
    /// Nil without samples.
    init?(_ quantity: Quantity, _ samples: [PairSample], note: String = "") {
        let rounds = Dictionary(grouping: samples, by: \.round).sorted { $0.key < $1.key }
            .map(\.value)
        guard !rounds.isEmpty else { return nil }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        let streaming = rounds.map { mean($0.map(\.streaming)) }
        let nonStreaming = rounds.map { mean($0.map(\.nonStreaming)) }
        let differences = rounds.map { mean($0.map { $0.streaming - $0.nonStreaming }) }
        let interval = MeanInterval(differences)
        let share = RatioInterval(differences, over: nonStreaming)
        self.quantity = quantity
        unit = quantity.unit
        self.streaming = mean(streaming)
        self.nonStreaming = mean(nonStreaming)
        difference = mean(differences)
        low = interval?.low
        high = interval?.high
        self.share = share?.ratio
        shareLow = share?.low
        shareHigh = share?.high
        pairs = samples.count
        self.rounds = rounds.count
        let notes = [interval == nil ? SummaryNote.oneRound : "", note]
        self.note = notes.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// Whether the interval leaves out 0; nil without an interval.
    var isDifferent: Bool? {
        guard let low, let high else { return nil }
        return low > 0 || high < 0
    }
}

extension PairedDifference.Quantity {
    var unit: SummaryUnit {
        switch self {
        case .firstShown, .timeToFirstByte, .endToEnd, .smoothStart: .milliseconds
        case .endToEndSpeed: .tokensPerSecond
        case .outputTokens: .tokens
        case .wireBytesPerToken: .bytesPerToken
        }
    }

    /// Whether it is only known of answers that came to their end.
    private var isOfWholeAnswers: Bool {
        switch self {
        case .firstShown, .timeToFirstByte: false
        case .endToEnd, .endToEndSpeed, .smoothStart, .outputTokens, .wireBytesPerToken: true
        }
    }

    /// The quantity of both answers; nil where one of them does not have it.
    func sample(_ pair: AnswerPair, _ record: JudgedRecord) -> PairSample? {
        guard let streaming = value(pair.streaming, record),
            let nonStreaming = value(pair.nonStreaming, record)
        else { return nil }
        return PairSample(round: pair.round, streaming: streaming, nonStreaming: nonStreaming)
    }

    private func value(_ request: RequestRecord, _ record: JudgedRecord) -> Double? {
        // What we ended ourselves is no whole answer: only its beginning compares.
        if isOfWholeAnswers, request.outcome == .capped { return nil }
        return switch self {
        // A whole answer's first output is its last.
        case .firstShown: request.timeToFirstToken?.milliseconds
        case .timeToFirstByte: request.timeToFirstByte?.milliseconds
        case .endToEnd: request.endToEnd?.milliseconds
        case .endToEndSpeed: request.endToEndSpeed
        case .smoothStart: record.smoothStart(of: request)
        case .outputTokens: request.countedTokens.flatMap { $0 > 0 ? Double($0) : nil }
        case .wireBytesPerToken: request.wireBytesPerToken
        }
    }
}

extension RequestRecord {
    /// Bytes received on the wire for each token; nil where either is not known.
    var wireBytesPerToken: Double? {
        guard let received = bytes.wire?.received, let tokens = countedTokens, tokens > 0 else {
            return nil
        }
        return Double(received) / Double(tokens)
    }
}
