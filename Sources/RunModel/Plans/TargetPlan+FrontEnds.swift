/// Several addresses of one API, its front ends, which are asked in turn.
extension TargetPlan {
    package static let mostFrontEnds = 64

    /// All of them in the order of their indices, which are those of the record's column `target`; none of the embedded
    /// emulator.
    package var baseURLs: [String] { baseURL.map { [$0] + (otherBaseURLs ?? []) } ?? [] }

    /// How many there are; one of the embedded emulator.
    package var frontEnds: Int { max(1, baseURLs.count) }

    /// How many hosts with their ports, each of which has local ports of its own to be reached from.
    package var places: Int { max(1, Set(baseURLs.map(ServerAddress.init(url:))).count) }

    /// The first address that stands there twice, however it is written: with a slash at its end, its scheme's own port, or
    /// its host in capitals. Nil where each stands there once.
    package var doubledURL: String? {
        let names = baseURLs.map(Self.canonical)
        return zip(baseURLs, names).first { _, name in names.count { $0 == name } > 1 }?.0
    }

    private static func canonical(_ url: String) -> [String] {
        guard let address = ServerAddress(url: url), let scheme = url.firstRange(of: "://") else {
            return [url]
        }
        let rest = url[scheme.upperBound...].drop { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest.prefix { $0 != "?" && $0 != "#" }
        let pathEnd = path.lastIndex { $0 != "/" }.map(path.index(after:)) ?? path.startIndex
        return [
            url[..<scheme.lowerBound].lowercased(), address.host, "\(address.port)",
            String(path[..<pathEnd]), String(rest[path.endIndex...]),
        ]
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
