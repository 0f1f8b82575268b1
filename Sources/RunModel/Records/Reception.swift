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
    /// An error as the only content of a 200 stream.
    case inBand
    /// A 200 whose body is an error, not the answer or the stream that was asked for.
    case document
}

extension RequestRecord {
    /// Statuses that servers refuse with for the sake of a limit: 429 (RFC 6585, section 4); 503, the default
    /// of nginx's limits; 403, that of haproxy's; 529, overloaded.
    private static let refusingStatuses: Set<Int> = [403, 429, 503, 529]

    /// Of a request that has ended.
    package var reception: Reception {
        if let status, Self.refusingStatuses.contains(status) { return .refused(.status(status)) }
        if instants.firstOutput != nil {
            // A short request that is let in, and then ended by an error that speaks of a limit, was refused.
            let isEndedByLimit = probe?.isOfWindow == true && outcome == .inBandError && namesLimit
            return isEndedByLimit ? .refused(.inBand) : .accepted
        }
        switch outcome {
        case .inBandError: return errorInSuccess(mode == .streaming ? .inBand : .document)
        case .notAStream where error != nil: return errorInSuccess(.document)
        case .notAStream where namesLimit && !holdsAnswer: return .refused(.document)
        case .http4xx, .http5xx:
            guard let status, namesLimit else { return .failed }
            return .refused(.status(status))
        case .ok, .capped: return .accepted
        // Where a model thinks first, a few tokens may leave nothing to see; else there is no answer.
        case .empty:
            return finishReason?.isLength == true || tokens.output ?? 0 > 0 ? .accepted : .failed
        case .cancelled, .cut: return instants.head == nil ? .failed : .accepted
        case .reset where instants.sent != nil && instants.head == nil: return .noAnswer
        default: return .failed
        }
    }

    /// An error that a 200 holds is a refusal, unless its names are those of a fault.
    private func errorInSuccess(_ form: Refusal) -> Reception {
        namesLimit || !LimitWords.nameFault(error) ? .refused(form) : .failed
    }

    private var namesLimit: Bool { LimitWords.name(error, message) }

    /// Whether the beginning of the body is that of an answer, whose text may speak of anything.
    private var holdsAnswer: Bool {
        let marks = ["\"choices\"", "\"object\":\"response\"", "\"type\":\"message\""]
        return marks.contains { message?.contains($0) == true }
    }
}

extension RequestRecord {
    /// Whether the answer ended by itself before it was as long as it was asked to be, or went on beyond that.
    package var hasOwnLength: Bool {
        guard let maxTokens, mode == .streaming, departure == nil, outcome == .ok else {
            return false
        }
        let output = tokens.output ?? events.output
        return output > maxTokens || output < maxTokens && finishReason?.isLength != true
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
