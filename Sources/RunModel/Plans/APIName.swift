/// The API that a target is asked by, as plans, options and records name it.
package enum APIName: String, Codable, Sendable, CaseIterable {
    /// Chat Completions, the usual one.
    case chat
    /// Completions, where a text is gone on with.
    case completions
    case responses
    case messages
}

extension TargetPlan {
    /// The API that is spoken.
    package var spokenAPI: APIName { api ?? provider?.traits.api ?? .chat }
}
