/// One output event: a line of chunks.csv.
package struct ChunkRecord: Sendable, Equatable {
    package var request: Int
    /// Position among the request's output events, from 0.
    package var index: Int32
    /// The latest: exact unless `earliest` says otherwise.
    package var arrived: MonotonicInstant
    /// The earliest, where the arrival is known to an interval only; absent where it is exact.
    package var earliest: MonotonicInstant?
    package var read: MonotonicInstant
    /// Bytes of the event's data field.
    package var bytes: Int32
    /// Output events that the same read completed, this one included.
    package var eventsInRead: Int32
    package var kind: OutputKind
    /// The server's own time of sending, where it tells it.
    package var sent: MonotonicInstant?

    package init(
        request: Int, index: Int32, arrived: MonotonicInstant, read: MonotonicInstant,
        bytes: Int32, eventsInRead: Int32, kind: OutputKind, sent: MonotonicInstant?
    ) {
        self.request = request
        self.index = index
        self.arrived = arrived
        self.read = read
        self.bytes = bytes
        self.eventsInRead = eventsInRead
        self.kind = kind
        self.sent = sent
    }
}

/// What an output event carried; the first that applies, in this order.
package enum OutputKind: String, Codable, Sendable, CaseIterable {
    case content
    case reasoning
    case refusal
    case toolCall = "tool_call"
    case audio
    case image
    case video
    case file
}
