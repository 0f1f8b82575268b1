/// Several addresses of one API, its front ends, which are asked in turn.
extension TargetPlan {
    package static let mostFrontEnds = 64

    /// All of them in the order of their indices, which are those of the record's column `target`; none of the embedded
    /// emulator.
    package var baseURLs: [String] { baseURL.map { [$0] + (otherBaseURLs ?? []) } ?? [] }

    /// How many there are; one of the embedded emulator.
    package var frontEnds: Int { max(1, baseURLs.count) }

    /// How many hosts with their ports, each of which has local ports of its own to be reached from.
    package var places: Int {
        max(1, Set(baseURLs.map { Self.authority(of: $0) }).count)
    }

    private static func authority(of url: String) -> String {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return rest.prefix { $0 != "/" && $0 != "?" }.lowercased()
    }
}

extension ConnectionPlan {
    /// The local addresses that connections come from in turn; none where the system chooses.
    package var sourceAddresses: [String] {
        sourceAddress.map { [$0] + (otherSourceAddresses ?? []) } ?? []
    }
}

extension RunPlan {
    /// The plan of each front end alone, by its index.
    package var ofFrontEnds: [RunPlan] {
        guard target.frontEnds > 1 else { return [self] }
        return target.baseURLs.map { url in
            var plan = self
            plan.target.baseURL = url
            plan.target.otherBaseURLs = nil
            return plan
        }
    }

    /// The addresses as they may be shown; nil of the embedded emulator.
    package var shownAddresses: String? {
        let shown = target.baseURLs.map(Self.withoutSecrets(url:))
        return shown.isEmpty ? nil : shown.joined(separator: ", ")
    }
}
