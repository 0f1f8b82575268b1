/// The tiers a server knows, and which one holds for whom.
package struct LimitProfile: Equatable, Sendable {
    package var tiers: [String: LimitPolicy]
    /// The tier of requests without a key, and of keys that tell none; nil: no limits.
    package var defaultTier: String?
    /// The tiers of keys that do not tell theirs.
    package var tierOfKey: [String: String] = [:]

    /// The tiers of the API as it is documented; `ent` is a matter of contract, so unlimited here.
    package init() {
        tiers = [
            "free": LimitPolicy(requestsPerMinute: 60, streams: 3),
            "pro": LimitPolicy(requestsPerMinute: 300, streams: 10),
            "ent": LimitPolicy(),
        ]
    }

    /// The tier of `key`: the one it was given, else the one its name tells (`sk-TIER-…`), else the
    /// default.
    package func tier(of key: String) -> String? {
        if let given = tierOfKey[key] { return given }
        if let told = Self.toldTier(of: key), tiers[told] != nil { return told }
        return defaultTier
    }

    /// What stands between `sk-` and the next hyphen.
    private static func toldTier(of key: String) -> String? {
        let parts = key.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "sk" ? String(parts[1]) : nil
    }

    /// What holds for a tier; without one, nothing.
    func policy(of tier: String?) -> LimitPolicy {
        tier.flatMap { tiers[$0] } ?? LimitPolicy()
    }

    /// - Throws: `EmulatorPlanError` when a tier is named that does not exist.
    func validate() throws(EmulatorPlanError) {
        let named = ([defaultTier].compactMap { $0 } + tierOfKey.values).sorted()
        guard let missing = named.first(where: { tiers[$0] == nil }) else { return }
        let known = tiers.keys.sorted().joined(separator: ", ")
        throw EmulatorPlanError(description: "there is no tier '\(missing)'; known are \(known)")
    }
}

extension LimitProfile: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case defaultTier = "default_tier"
        case tiers
    }

    /// Tiers that exist already keep what a profile does not say about them.
    ///
    /// - Throws: `DecodingError`, also for keys that do not exist.
    package init(from decoder: any Decoder) throws {
        self.init()
        try decoder.rejectKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        defaultTier = try container.decodeIfPresent(String.self, forKey: .defaultTier)
        if container.contains(.tiers) {
            let named = try container.nestedContainer(keyedBy: AnyKey.self, forKey: .tiers)
            for name in named.allKeys {
                var policy = tiers[name.stringValue] ?? LimitPolicy()
                try policy.apply(named.superDecoder(forKey: name))
                tiers[name.stringValue] = policy
            }
        }
        if let defaultTier, tiers[defaultTier] == nil {
            throw container.invalid(.defaultTier, "there is no tier '\(defaultTier)'")
        }
    }
}
