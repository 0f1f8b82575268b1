internal import RunModel
internal import Synchronization

/// The accounts of all keys that came, in the order in which they did.
final class KeyDirectory: Sendable {
    private struct State {
        var accounts: [KeyAccount] = []
        var indices: [String: Int] = [:]
    }

    /// Clients can invent keys for ever. Those beyond this share one account a tier.
    private static let mostKeys = 10_000
    /// No key holds a line break.
    private static let furtherKeys = "\n"

    private let profile: LimitProfile
    private let clock: ServerClock
    private let state = Mutex(State())

    init(_ profile: LimitProfile, clock: ServerClock) {
        self.profile = profile
        self.clock = clock
    }

    /// The account whose limits a request is held to.
    func account(of caller: LimitCaller) -> KeyAccount {
        let tier = profile.tier(of: caller.key)
        let policy = profile.policy(of: tier)
        let own = caller.name(in: policy.scope, tier: tier)
        return state.withLock { state in
            if let index = state.indices[own] { return state.accounts[index] }
            let isFurther = state.accounts.count >= Self.mostKeys
            let name = isFurther ? Self.furtherKeys + (tier ?? "") : own
            if let index = state.indices[name] { return state.accounts[index] }
            let account = KeyAccount(
                number: state.accounts.count + 1,
                masked: isFurther ? "(further keys)" : caller.masked(in: policy.scope, tier: tier),
                tier: tier, policy: policy, clock: clock)
            state.indices[name] = state.accounts.count
            state.accounts.append(account)
            return account
        }
    }

    /// Nil when no request came with `key`.
    func statistics(of key: String) -> KeyStatistics? {
        let account = state.withLock { state in state.indices[key].map { state.accounts[$0] } }
        return account?.statistics
    }

    var statistics: [KeyStatistics] {
        state.withLock { $0.accounts }.map(\.statistics)
    }

    /// What `sk-TIER-` says, and of long keys the last four characters.
    static func masked(_ key: String) -> String {
        guard !key.isEmpty else { return "(none)" }
        let parts = key.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        let isTiered = parts.count == 3 && parts[0] == "sk" && parts[1].count <= 12
        let opening = isTiered ? "sk-\(parts[1])-" : ""
        let isLong = key.count - opening.count >= 16
        return "\(opening)…\(isLong ? String(key.suffix(4)) : "")"
    }
}
