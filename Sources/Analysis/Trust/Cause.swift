/// On whose account a check did not pass.
package enum Cause: String, Codable, Sendable, CaseIterable {
    /// This program, or the machine it runs on.
    case client
    /// Between the two: connecting, lost segments, a slow link, a proxy.
    case network
    case server
    /// One of the two: it held events back, and their arrivals do not say which.
    case serverOrNetwork = "server_or_network"
    /// What was asked for: too short, too few, a limit of its own.
    case plan
}
