/// Which requests a number is of, by how they had their connection.
package enum ConnectionScope: String, Codable, Sendable, CaseIterable {
    case all
    case cold
    case warm
}
