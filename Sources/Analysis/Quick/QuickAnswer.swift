internal import RunModel

/// What a person wants to know of a model first, out of a short sweep of rising loads.
package struct QuickAnswer: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package var format = QuickAnswer.currentFormat
    package var tool = "streamgauge"
    package var endpoint: String
    package var model: String
    /// Whether the emulator inside the program was asked, and no API; absent where it was not.
    package var isEmulated: Bool?
    /// A first token has come in time within so many milliseconds.
    package var boundMilliseconds: Double
    /// The load of which `firstToken` and `perToken` are: the least.
    package var least: Int
    /// Milliseconds, of the least load.
    package var firstToken: SweepPercentiles?
    /// Median of the milliseconds per output token of an answer, of the least load.
    package var perToken: SweepNumber?
    /// Whether answers came in one piece at their end, so that the first token tells nothing of its own; absent where
    /// they did not.
    package var isInOnePiece: Bool?
    /// Loads that were measured, ascending.
    package var loads: [Load]
    /// The most streams at which first tokens come in time: the last load before the first that does not keep it. Absent
    /// where not even the least does.
    package var atOnce: Int?
    package var gaveOut: GaveOut
    /// Why no greater load was measured.
    package var ending: Ending

    /// A load and what counts of it here.
    package struct Load: Codable, Sendable, Equatable {
        package var streams: Int
        /// The share of requests whose first token came in time; a failure did not.
        package var inTime: SweepNumber?
        package var tokens: SweepNumber?
        package var failures: SweepNumber?
        /// Median of the milliseconds to the first token.
        package var firstToken: Double?
        /// Whether enough came in time.
        package var isKept: Bool

        private enum CodingKeys: String, CodingKey {
            case streams, inTime
            case tokens = "tokensPerSecond"
            case failures
            case firstToken = "ttftP50Ms"
            case isKept
        }
    }

    /// What was too little first.
    package enum GaveOut: String, Codable, Sendable, CaseIterable {
        /// All loads kept the bound.
        case nothing
        /// More streams bring no more tokens: what comes waits for what is being answered.
        case throughput
        /// The first token was late, though more streams still brought more tokens.
        case firstToken = "first_token"
        /// Requests were refused or failed.
        case failures
        /// This machine could not keep up: nothing is known of the server's end.
        case client
        /// Too little was measured to say.
        case untold
    }

    package enum Ending: String, Codable, Sendable, CaseIterable {
        /// A load did not keep the bound, or was more than the target bears.
        case found
        /// The greatest load was measured.
        case allLoads = "all_loads"
        case time
        case interrupted
        case targetFailed = "target_failed"
    }

    private enum CodingKeys: String, CodingKey {
        case format, tool, endpoint, model, isEmulated
        case boundMilliseconds = "boundMs"
        case least
        case firstToken = "ttftMs"
        case perToken = "tpotP50Ms"
        case isInOnePiece, loads, atOnce, gaveOut, ending
    }

    /// So many of a load's first tokens are to come in time: 95 %.
    package static let wantedShare = 0.95
    /// Twice the streams that bring less than this many times the tokens bring no more worth the wait.
    private static let leastGrowth = 1.1

    /// Nil where no load was measured.
    ///
    /// - Parameters:
    ///   - sweep: Of one pass, with the bound as its objective for the first token.
    ///   - isTimeUp: Whether greater loads were left out since the time was over.
    package init?(_ sweep: SweepSummary, isTimeUp: Bool) {
        guard let first = sweep.points.first,
            let bound = sweep.record.plan.base.load.objectives?.timeToFirstToken
        else { return nil }
        endpoint = sweep.record.endpoint
        model = sweep.record.plan.base.request.model
        isEmulated = sweep.record.isEmulated
        boundMilliseconds = bound.duration.milliseconds
        least = Int(first.load.value)
        firstToken = first.timeToFirstToken
        perToken = first.timePerOutputToken?.p50
        isInOnePiece = Self.isInOnePiece(first) ? true : nil
        loads = sweep.points.map(Load.init)
        let over = loads.firstIndex { !$0.isKept }
        let isClients = sweep.points.firstIndex { $0.trust.limitedBy == .client }
        let kept = loads.prefix(min(over ?? loads.count, isClients ?? loads.count))
        atOnce = kept.last?.streams
        gaveOut = Self.gaveOut(loads, over: over, client: isClients)
        ending =
            switch sweep.record.ending {
            case .interrupted, .recordFailed: .interrupted
            case .targetFailed, .pauseTooLong: .targetFailed
            case .completed, .unfinished:
                gaveOut != .nothing ? .found : isTimeUp ? .time : .allLoads
            }
    }

    private static func gaveOut(_ loads: [Load], over: Int?, client: Int?) -> GaveOut {
        if let client, client <= over ?? client { return .client }
        guard let over else { return .nothing }
        let load = loads[over]
        guard let share = load.inTime?.value, let failures = load.failures?.value else {
            return .untold
        }
        if failures >= (1 - share) / 2 { return .failures }
        guard let growth = growth(loads, upTo: over) else { return .firstToken }
        return growth.last.tokens < leastGrowth * growth.before.tokens ? .throughput : .firstToken
    }

    package typealias Growth = (
        before: (streams: Int, tokens: Double), last: (streams: Int, tokens: Double)
    )

    /// The tokens a second of the last two loads up to a place that have some; nil of fewer.
    private static func growth(_ loads: [Load], upTo place: Int) -> Growth? {
        let known = loads.prefix(place + 1).compactMap { load in
            load.tokens?.value.map { (streams: load.streams, tokens: $0) }
        }
        guard let last = known.last, let before = known.dropLast().last else { return nil }
        return (before, last)
    }

    /// The same up to the first load that was late; nil where none was.
    package var growth: Growth? {
        loads.firstIndex { !$0.isKept }.flatMap { Self.growth(loads, upTo: $0) }
    }

    /// Of an answer's time the part after its first token, below which nothing came token by token.
    private static let leastRest = 0.02
    /// Milliseconds: no model writes 20,000 tokens a second to one reader.
    private static let fastestToken = 0.05

    private static func isInOnePiece(_ point: SweepPoint) -> Bool {
        guard point.timePerOutputToken?.p50.value ?? 0 < fastestToken,
            let first = point.timeToFirstToken?.p50.value, let whole = point.endToEnd?.p50.value
        else { return false }
        return whole - first < leastRest * whole
    }
}

extension QuickAnswer.Load {
    fileprivate init(_ point: SweepPoint) {
        streams = Int(point.load.value)
        inTime = point.good
        tokens = point.tokens
        failures = point.failures
        firstToken = point.timeToFirstToken?.p50.value
        isKept = (point.good?.value ?? 0) >= QuickAnswer.wantedShare
    }
}
