internal import RunModel

/// How the events of one stream arrived.
struct ObservedStream {
    /// Why it cannot be told of a stream.
    enum Doubt: CaseIterable {
        /// Fewer than `fewestEvents`.
        case tooShort
        /// Its events are hardly further apart than those of a burst.
        case tooFast
        /// Reads held several events, and this client was so late that they may have come apart.
        case readLate
    }

    let events: Int
    let bursts: BurstTrace
    let flow: StreamShape.Flow?
    /// Nil where there is a flow, and for an answer in one event.
    let doubt: Doubt?
    /// Whether the body came compressed.
    let isCompressed: Bool

    /// With fewer, two or three events that meet by chance are half of them.
    static let fewestEvents = 5
    /// The coefficient of variation below which bursts are alike.
    private static let alike = 0.2
    private static let fewestBursts = 3

    /// - Parameters:
    ///   - request: A success.
    ///   - trace: All its rows.
    ///   - lateness: Nanoseconds by which this client came late to nine of ten turns at most; nil where the record
    ///     does not say.
    init(_ request: RequestRecord, _ trace: StreamTrace, lateness: Int64?) {
        events = trace.events
        bursts = trace.bursts
        isCompressed = request.bytes.encodedBody.map { $0 != request.bytes.body } ?? false
        (flow, doubt) = Self.judge(request, trace, lateness: lateness ?? .max)
    }

    private static func judge(
        _ request: RequestRecord, _ trace: StreamTrace, lateness: Int64
    ) -> (StreamShape.Flow?, Doubt?) {
        guard trace.events > 1 else {
            return request.tokensPerEvent >= Double(fewestEvents)
                ? (.heldToEnd, nil) : (nil, .tooShort)
        }
        guard trace.events >= fewestEvents, let end = request.endToEnd?.nanoseconds,
            let first = request.instants.firstOutput
        else { return (nil, .tooShort) }
        let together = trace.bursts.together.events
        if together * 4 >= trace.events * 3,
            (trace.lastArrived - first).nanoseconds < end / 10,
            trace.bursts.nanosecondsBetween < release(over: request.way)
        {
            let earliest = request.instants.firstOutputEarliest ?? first
            let isSure =
                (trace.lastArrived - earliest).nanoseconds < end / 10 || lateness < end / 10
            return isSure ? (.heldToEnd, nil) : (nil, .readLate)
        }
        if together * 2 >= trace.events,
            trace.bursts.nanosecondsBetween > trace.bursts.nanosecondsWithin
        {
            // A client that reads late makes one of several only where it is later than they are apart.
            let isSure =
                (together - trace.bursts.inDoubt) * 2 >= trace.events
                || lateness < trace.bursts.pace
            return isSure ? (.inBursts, nil) : (nil, .readLate)
        }
        return trace.bursts.pace < 2 * BurstTrace.moment ? (nil, .tooFast) : (.oneByOne, nil)
    }

    /// Nanoseconds in which what was held comes when it is let go: a connection's first segments wait for
    /// acknowledgements (slow start, RFC 5681), so a few round trips.
    private static func release(over way: NetworkWay) -> Int64 {
        max(20_000_000, 4 * (way.roundTrip ?? .zero).nanoseconds)
    }

    /// In what the bursts are alike: whatever varies least. Of equals it is bytes, which buffers count.
    var regularity: (sign: StreamShape.Sign, value: Double)? {
        guard flow == .inBursts, bursts.events.count >= Self.fewestBursts else { return nil }
        let candidates: [(StreamShape.Sign, Moments)] = [
            (.fixedBytes, bursts.bytes), (.fixedEvents, bursts.events),
            (.fixedInterval, bursts.intervals),
        ]
        var best: (sign: StreamShape.Sign, value: Double, variation: Double)?
        for (sign, moments) in candidates {
            guard let variation = moments.coefficientOfVariation, variation < Self.alike,
                variation < best?.variation ?? .infinity
            else { continue }
            best = (sign, moments.mean, variation)
        }
        return best.map { ($0.sign, $0.value) }
    }
}
