/// Whether a target streams at all, and how: from the arrival of its events.
package struct StreamShape: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Events come one by one as they are made.
        case streaming
        /// Events hold several tokens.
        case batched
        /// Something on the way holds events back and lets them go together.
        case buffered
        case notAStream = "not_a_stream"
        case cannotTell = "cannot_tell"
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
    /// Why it cannot be told; else empty.
    package var reason: String
}
