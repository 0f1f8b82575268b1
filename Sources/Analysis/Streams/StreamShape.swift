/// Whether a target streams at all, and how: from the arrival of its events.
package struct StreamShape: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Events come one by one as they are made.
        case streaming
        /// Events hold several tokens.
        case batched
        /// Events come together: in bursts, or all at an answer's end. Who holds them back the arrivals do not say.
        case buffered
        case notAStream = "not_a_stream"
        case cannotTell = "cannot_tell"
    }

    /// With fewer output events how a stream came is not told.
    package static let fewestEvents = ObservedStream.fewestEvents

    /// How the events of one stream come.
    package enum Flow: Sendable {
        case oneByOne
        /// At least half of them together with two others.
        case inBursts
        /// All within a moment at its end.
        case heldToEnd
    }

    /// Streams by their flow: a target may have several.
    package struct FlowCounts: Codable, Sendable, Equatable {
        package var oneByOne = 0
        package var inBursts = 0
        package var heldToEnd = 0
        /// Too short, too fast, or read too late.
        package var untold = 0
        /// Those of `untold` with too few events. Absent in summaries of before.
        package var tooShort: Int?

        package init() {}

        package var told: Int { oneByOne + inBursts + heldToEnd }
    }

    /// What was seen that speaks for the kind or beside it.
    package enum Sign: String, Codable, Sendable, CaseIterable {
        /// All events of an answer came within a moment at its end.
        case oneBurst = "one_burst"
        /// Bursts hold about the same number of bytes, of events, or come at about the same interval.
        case fixedBytes = "fixed_bytes"
        case fixedEvents = "fixed_events"
        case fixedInterval = "fixed_interval"
        /// The response's head came with the first output and not before it.
        case lateHead = "late_head"
        /// Long answers hold more tokens an event than short ones.
        case adaptive
        /// Some streams were answered whole.
        case wholeAnswers = "whole_answers"
        /// Streams whose events came together came compressed.
        case compressed
    }

    package struct Observation: Codable, Sendable, Equatable {
        package var sign: Sign
        /// The share of streams it was seen in.
        package var share: Double
        /// Bytes, events, milliseconds or tokens, by the sign; absent where there is none.
        package var value: Double?
    }

    package var kind: Kind
    package var streams: Int
    package var observations: [Observation]
    /// Absent in summaries of before.
    package var flows: FlowCounts?
    /// Over all streams with token counts; absent without.
    package var tokensPerEvent: Double?
    /// Of the shorter and the longer half of the answers.
    package var tokensPerEventShort: Double?
    package var tokensPerEventLong: Double?
    /// Events by the number of streams whose mean tokens an event fall there: upper edges and counts.
    package var tokensPerEventEdges: [Double]
    package var tokensPerEventCounts: [Int]
    /// Events that arrive together, within a tenth of the stream's pace.
    package var eventsPerBurst: Double?
    /// Of the streams in bursts: events of the burst that an event is in, and milliseconds since the burst
    /// before; the median over streams. Absent where there are none.
    package var burstEvents: Double?
    package var burstIntervalMilliseconds: Double?
    /// Why it cannot be told; else empty.
    package var reason: String
}
