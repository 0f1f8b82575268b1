package import RunModel

/// Of whom a limit is: whether another caller is let in while the first is refused.
package struct LimitSharing: Codable, Sendable, Equatable {
    package enum Limit: String, Codable, Sendable, CaseIterable {
        case streams, requests
    }

    package enum Answer: String, Codable, Sendable, CaseIterable {
        /// Both have the limit together.
        case shared
        /// Each has its own.
        case apart
        /// The other one is let in beyond the first one's limit, and soon refused too: by a number of its own, or one that
        /// both have.
        case partly
    }

    package var limit: Limit
    package var caller: OtherCaller
    /// Absent where it cannot be told.
    package var answer: Answer?
    /// How often the other caller asked while the first was refused, just before and just after.
    package var asked = 0
    /// Of these.
    package var letIn = 0
    /// Of streams: in how many fillings of the slots it asked so.
    package var fillings = 0
    /// How it was refused where that was not as the first one is; absent where it was not.
    package var otherRefusal: String?

    /// Without an answer where it is of streams.
    var withoutStreams: LimitSharing {
        var sharing = self
        if limit == .streams { sharing.answer = nil }
        return sharing
    }

    package init(_ limit: Limit, _ caller: OtherCaller) {
        self.limit = limit
        self.caller = caller
    }
}
