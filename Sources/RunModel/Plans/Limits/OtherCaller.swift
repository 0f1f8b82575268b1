/// Somebody else who asks the same server while the first is refused, to see whose a limit is.
package struct OtherCaller: Codable, Sendable, Equatable {
    /// In what it differs from the first.
    package enum Difference: String, Codable, Sendable, CaseIterable {
        case key
        case model
        /// From which it connects.
        case address
        /// Whose streams the first one's are not on.
        case connection
    }

    package var difference: Difference
    /// The model or the address; absent for a key, which no record may hold, and for a connection.
    package var value: String?

    package init(_ difference: Difference, _ value: String? = nil) {
        self.difference = difference
        self.value = value
    }

    /// `the second key`, `the model small`.
    package var words: String {
        switch difference {
        case .key: "the second key"
        case .model: "the model \(value ?? "")"
        case .address: "the address \(value ?? "")"
        case .connection: "a connection of its own"
        }
    }
}

extension LimitsPlan {
    /// How often it is asked whose a limit is, each time it is met.
    package static let scopeRounds = 2

    /// Streams of another caller, at most, while the first one's are refused.
    package var scopeAsks: Int { max(margin, 2) }

    /// By the index of their target: the first caller is 0.
    package func caller(_ target: Int) -> OtherCaller? {
        guard let callers, callers.indices.contains(target - 1) else { return nil }
        return callers[target - 1]
    }

    /// Whether it is asked of whom the limit of streams is.
    package var seeksStreamScopes: Bool {
        callers?.isEmpty == false && probes.contains(.streams)
    }

    /// The same of requests, whose number has to be stated.
    package var seeksRequestScopes: Bool {
        callers?.isEmpty == false && probes.contains(.requests) && statedRequests != nil
    }
}
