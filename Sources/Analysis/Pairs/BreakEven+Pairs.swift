internal import RunModel
internal import Statistics

/// A straight line by least squares.
struct FittedLine {
    let intercept: Double
    let slope: Double

    /// Nil unless there are two different abscissas.
    init?(_ points: [(x: Double, y: Double)]) {
        let n = Double(points.count)
        guard n > 1 else { return nil }
        let x = points.reduce(0) { $0 + $1.x } / n
        let y = points.reduce(0) { $0 + $1.y } / n
        let spread = points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
        guard spread > 0 else { return nil }
        slope = points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) } / spread
        intercept = y - slope * x
    }
}

extension BreakEven {
    /// The reasons for which there is none.
    enum Absence: String, Error {
        case uncounted = "too few pairs with counted tokens"
        case evenLengths = "the answers' lengths differ by less than a fifth of their mean"
        case noSlope = "the time of non-streaming answers does not rise surely with their length"
    }

    /// Longest less shortest, as a share of the mean: with less, the line's end is a guess.
    private static let leastSpread = 0.2

    /// One round's line and its streams' mean TTFT.
    private struct RoundFit {
        let line: FittedLine
        let firstToken: Double

        init?(_ pairs: [AnswerPair]) {
            let points = pairs.compactMap { pair -> (x: Double, y: Double)? in
                guard let tokens = pair.nonStreaming.countedTokens,
                    let time = pair.nonStreaming.endToEnd?.milliseconds
                else { return nil }
                return (Double(tokens), time)
            }
            let first = pairs.compactMap { $0.streaming.timeToFirstToken?.milliseconds }
            guard !first.isEmpty, let line = FittedLine(points) else { return nil }
            self.line = line
            firstToken = first.reduce(0, +) / Double(first.count)
        }
    }

    /// The mean of the rounds' lines crosses the mean of their TTFTs at (mean TTFT - mean intercept) /
    /// mean slope, a ratio of two means over rounds.
    init(_ pairs: [AnswerPair]) throws(Absence) {
        let counted = pairs.filter { ($0.nonStreaming.countedTokens ?? 0) > 0 }
        let lengths = counted.compactMap(\.nonStreaming.countedTokens)
        guard lengths.count >= 3, let shortest = lengths.min(), let longest = lengths.max() else {
            throw .uncounted
        }
        let mean = Double(lengths.reduce(0, +)) / Double(lengths.count)
        guard Double(longest - shortest) >= Self.leastSpread * mean else { throw .evenLengths }
        let fits = Dictionary(grouping: counted, by: \.round).sorted { $0.key < $1.key }
            .compactMap { RoundFit($0.value) }
        let slopes = fits.map(\.line.slope)
        // One round has no interval, so its slope is no surer than its sign.
        guard let least = MeanInterval(slopes)?.low ?? slopes.first, least > 0,
            let ratio = RatioInterval(
                fits.map { $0.firstToken - $0.line.intercept }, over: slopes)
        else { throw .noSlope }
        let rounds = Double(fits.count)
        slopeMilliseconds = slopes.reduce(0, +) / rounds
        interceptMilliseconds = fits.reduce(0) { $0 + $1.line.intercept } / rounds
        // No answer is shorter than a token.
        tokens = max(ratio.ratio, 1)
        low = ratio.low.map { max($0, 1) }
        high = ratio.high.map { max($0, 1) }
        tokensForOneSecond = max(ratio.ratio + 1000 / slopeMilliseconds, 1)
        shortestTokens = shortest
        longestTokens = longest
    }
}
