internal import Analysis

/// Whether a target streams, in words.
enum ShapeWording {
    static func kind(_ kind: StreamShape.Kind) -> String {
        switch kind {
        case .streaming: "streams event by event"
        case .batched: "streams, several tokens an event"
        case .buffered: "buffered on the way"
        case .notAStream: "not a stream"
        case .cannotTell: "cannot tell"
        }
    }

    static func sentence(_ shape: StreamShape) -> String {
        let streams = Wording.plural(shape.streams, "stream")
        switch shape.kind {
        case .streaming:
            return "It streams: in \(streams) events came one by one as they were made."
        case .batched: return "It streams in batches: in \(streams) events held several tokens."
        case .buffered:
            return "It is asked to stream but something on the way holds events back and lets them "
                + "go together, in \(streams)."
        case .notAStream: return "It does not stream: what came was no event stream."
        case .cannotTell:
            return "Whether it streams cannot be told"
                + (shape.reason.isEmpty ? "." : ": \(shape.reason).")
        }
    }

    static func sign(_ observation: StreamShape.Observation) -> String {
        words(observation.sign, observation.value)
            + " (\(QuantityFormat.share(observation.share)) of the streams)"
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
        case .lateHead: "the response's head came with the first output and not before it"
        case .adaptive: "long answers hold more tokens an event than short ones"
        case .wholeAnswers: "some streams were answered whole"
        }
    }

    /// The numbers behind the verdict.
    static func facts(_ shape: StreamShape) -> [(name: String, value: String)] {
        let numbers: [(String, Double?)] = [
            ("tokens an event", shape.tokensPerEvent),
            ("in the shorter half", shape.tokensPerEventShort),
            ("in the longer half", shape.tokensPerEventLong),
            ("events a burst", shape.eventsPerBurst),
        ]
        return numbers.compactMap { name, value in
            value.map { (name, QuantityFormat.digits($0)) }
        }
    }
}
