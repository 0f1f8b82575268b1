internal import RunModel

/// How the events of one stream arrived.
struct ObservedStream {
    let events: Int
    let bursts: BurstTrace
    private let endToEndNanoseconds: Int64
    private let tokensPerEvent: Double

    /// The coefficient of variation below which bursts are alike.
    private static let alike = 0.2
    private static let fewestEvents = 5
    private static let fewestBursts = 3

    init(_ request: RequestRecord, _ trace: StreamTrace) {
        events = trace.events
        bursts = trace.bursts
        endToEndNanoseconds = request.endToEnd?.nanoseconds ?? 0
        tokensPerEvent = request.tokensPerEvent
    }

    var isHeldBack: Bool { isOneBurst || isInBursts }

    /// All of the answer came within a tenth of its time, or in a single event.
    var isOneBurst: Bool {
        if events == 1 { return tokensPerEvent >= Double(Self.fewestEvents) }
        return events >= Self.fewestEvents && bursts.count == 1
            && bursts.nanosecondsWithin * 10 < endToEndNanoseconds
    }

    /// Bursts of three events or more, with most of the time between them. Reads that merge at random, as
    /// they do on a busy network, also leave many a burst of one or two.
    var isInBursts: Bool {
        bursts.count >= Self.fewestBursts && bursts.small * 4 <= bursts.events.count
            && bursts.nanosecondsBetween > bursts.nanosecondsWithin
    }

    /// In what the bursts are alike: whatever varies least. Of equals it is bytes, which buffers count.
    var regularity: (sign: StreamShape.Sign, value: Double)? {
        guard isInBursts, bursts.events.count >= Self.fewestBursts else { return nil }
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
