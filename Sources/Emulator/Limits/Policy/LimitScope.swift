/// What has the limits of a tier together.
package enum LimitScope: String, Codable, CaseIterable, Sendable {
    case key
    /// All keys of the tier.
    case account
    /// Each model of a key has them for itself.
    case model
    /// All keys from one IP address.
    case address
    case connection
}
