internal import Analysis

/// Whether a target streams, in words.
enum ShapeWording {
    static func kind(_ shape: StreamShape) -> String {
        switch shape.kind {
        case .streaming where isMixed(shape), .batched where isMixed(shape): "streams partly"
        case .streaming: "streams event by event"
        case .batched: "streams, several tokens per event"
        case .buffered where isMixed(shape): "streams partly"
        case .buffered: isMostlyHeld(shape) ? "held back to the end" : "in bursts"
        case .notAStream: "not a stream"
        case .cannotTell: "cannot tell"
        }
    }

    private static func isMostlyHeld(_ shape: StreamShape) -> Bool {
        shape.flows.map { $0.heldToEnd >= $0.inBursts } ?? true
    }

    /// The verdict, and where streams differ how many came how.
    static func sentence(_ shape: StreamShape) -> String {
        let flows = flows(shape)
        // What can be told of the fewer streams is said of them alone.
        let lead = isMostlyUntold(shape) ? "As far as it can be told, it streams" : "It streams"
        let partly = isMixed(shape) ? " partly" : ""
        switch shape.kind {
        case .streaming: return "\(lead)\(partly): \(flows)."
        case .batched:
            return "\(lead)\(partly.isEmpty ? "" : partly + ",") in batches: events held several "
                + "tokens; \(flows)."
        case .buffered:
            return (partly.isEmpty ? "It was asked to stream, but " : "\(lead) partly: ") + flows
                + ". Either the server sends them so, or something between it and this client "
                + "holds them back."
        case .notAStream: return "It does not stream: what came was no event stream."
        case .cannotTell:
            return "Whether it streams cannot be told"
                + (shape.reason.isEmpty ? "." : ": \(shape.reason).")
        }
    }

    /// What to do where streams were too short to tell; nil where most were not.
    static func remedy(_ shape: StreamShape) -> String? {
        guard shape.kind != .notAStream, let short = shape.flows?.tooShort, short > 0,
            short * 2 >= shape.streams
        else { return nil }
        let streams = Wording.plural(shape.streams, "stream")
        return "\(QuantityFormat.count(short)) of \(streams) had fewer than "
            + "\(StreamShape.fewestEvents) output events, too few to tell how they came: ask for "
            + "longer answers, with a larger --max-tokens and a prompt that wants them."
    }

    private static func isMostlyUntold(_ shape: StreamShape) -> Bool {
        shape.flows.map { $0.untold > $0.told } ?? false
    }

    /// Whether some streams came otherwise than others, and not by chance.
    private static func isMixed(_ shape: StreamShape) -> Bool {
        if shape.kind == .notAStream || shape.kind == .cannotTell { return false }
        if shape.observations.contains(where: { $0.sign == .wholeAnswers }) { return true }
        guard hasHeldStreams(shape), let flows = shape.flows else { return false }
        return Double(flows.oneByOne) >= leastShare * Double(flows.told)
    }

    /// A minority below this share may be chance.
    private static let leastShare = 0.1

    /// Whether something is to be done about it.
    static func hasHeldStreams(_ shape: StreamShape) -> Bool {
        guard shape.kind != .notAStream, shape.kind != .cannotTell, let flows = shape.flows else {
            return false
        }
        return flows.heldToEnd > 0
            || Double(flows.inBursts) >= leastShare * Double(max(flows.told, 1))
    }

    /// Such as "9 of 12 streams came one by one, 3 of 12 were held back to their end".
    private static func flows(_ shape: StreamShape) -> String {
        let streams = Wording.plural(shape.streams, "stream")
        guard let flows = shape.flows else {
            return
                "events came \(shape.kind == .buffered ? "together" : "one by one") in \(streams)"
        }
        let counts = [
            (flows.oneByOne, "came one by one"),
            (flows.inBursts, "came in bursts" + burst(shape)),
            (flows.heldToEnd, "were held back to their end"),
        ].filter { $0.0 > 0 }.sorted { $0.0 > $1.0 }
        let told = QuantityFormat.count(flows.told)
        let parts = counts.enumerated().map { place, part in
            let (count, words) = part
            let isAll = count == flows.told
            return (isAll ? "the events of " : "")
                + "\(isAll ? "all" : QuantityFormat.count(count) + " of") \(told)"
                + (place == 0 ? " streams " : " ") + words
        }
        let rest =
            flows.untold > 0 ? ["\(QuantityFormat.count(flows.untold)) more cannot be told"] : []
        return (parts + rest).joined(separator: ", ")
    }

    private static func burst(_ shape: StreamShape) -> String {
        guard let events = shape.burstEvents else { return "" }
        let interval = shape.burstIntervalMilliseconds.map {
            ", \(QuantityFormat.latency(milliseconds: $0)) apart"
        }
        return " of about \(QuantityFormat.count(Int(events.rounded()))) events" + (interval ?? "")
    }

    static func sign(_ observation: StreamShape.Observation) -> String {
        let whose =
            observation.sign == .compressed
            ? "of those whose events came together" : "of the streams"
        return words(observation.sign, observation.value)
            + " (\(QuantityFormat.share(observation.share)) \(whose))"
    }

    /// What the sentence does not say yet.
    static func signsBeside(_ shape: StreamShape) -> [String] {
        shape.observations.filter {
            [.lateHead, .wholeAnswers, .compressed].contains($0.sign)
        }.map(sign)
    }

    private static func words(_ sign: StreamShape.Sign, _ value: Double?) -> String {
        let number = value.map { " of about \(QuantityFormat.digits($0))" } ?? ""
        return switch sign {
        case .oneBurst: "all events of an answer came within a moment at its end"
        case .fixedBytes: "bursts\(number)\(value == nil ? " of about equal" : "") bytes"
        case .fixedEvents: "bursts\(number)\(value == nil ? " of about equal" : "") events"
        case .fixedInterval:
            "bursts at intervals"
                + (value.map { " of about \(QuantityFormat.latency(milliseconds: $0))" }
                    ?? " of about equal length")
        case .lateHead: "the head of an answer came only with its first output"
        case .adaptive: "long answers hold more tokens per event than short ones"
        case .wholeAnswers: "some streams got a non-streaming answer"
        case .compressed: "the answers came compressed"
        }
    }

    /// The numbers behind the verdict.
    static func facts(_ shape: StreamShape) -> [(name: String, value: String)] {
        let numbers: [(String, Double?)] = [
            ("tokens per event", shape.tokensPerEvent),
            ("in the shorter half", shape.tokensPerEventShort),
            ("in the longer half", shape.tokensPerEventLong),
            ("events per burst", shape.eventsPerBurst),
        ]
        return numbers.compactMap { name, value in
            value.map { (name, QuantityFormat.digits($0)) }
        }
    }
}
