/// How a server took a request, as far as its limits are concerned.
package enum Reception: Sendable, Equatable {
    /// It was let in: output came, or a head of 200 and nothing that contradicts it.
    case accepted
    /// It was turned away.
    case refused(Refusal)
    /// The connection ended without an answer: a refusal, or a fault. What comes around it tells.
    case noAnswer
    /// A failure that says nothing about limits.
    case failed
}

/// The form of a refusal.
package enum Refusal: Sendable, Equatable, Hashable {
    case status(Int)
    /// An error object as the only content of a 200 stream.
    case inBand
}

extension RequestRecord {
    /// Statuses that servers refuse with for the sake of a limit: 429 (RFC 6585, section 4); 503, the default
    /// of nginx's limits; 403, that of haproxy's; 529, overloaded.
    private static let refusingStatuses: Set<Int> = [403, 429, 503, 529]

    /// Of a request that has ended.
    package var reception: Reception {
        if let status, Self.refusingStatuses.contains(status) { return .refused(.status(status)) }
        if instants.firstOutput != nil { return .accepted }
        switch outcome {
        case .inBandError: return .refused(.inBand)
        case .ok, .capped, .empty: return .accepted
        case .cancelled, .cut: return instants.head == nil ? .failed : .accepted
        case .reset where instants.sent != nil && instants.head == nil: return .noAnswer
        default: return .failed
        }
    }
}

/// What an error body of OpenAI's form says beside its message.
package struct ServerError: Sendable, Equatable {
    package var type: String?
    package var code: String?

    package init(type: String? = nil, code: String? = nil) {
        self.type = type
        self.code = code
    }
}
