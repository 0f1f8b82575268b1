internal import Glibc

/// The host and the port that a URL names, without its path, its user and its password.
package struct ServerAddress: Hashable, Sendable {
    /// In lower case: a name, an IPv4 address, or an IPv6 address without its brackets.
    package let host: String
    /// As written, or the scheme's own: 443 of https, 80 of all others.
    package let port: Int

    /// Nil where the text is no URL with a host and a port that can be.
    package init?(url: String) {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let isTLS = url[..<scheme.lowerBound].lowercased() == "https"
        let rest = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let authority = rest.split(separator: "@").last ?? rest
        let name: Substring
        let afterName: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            name = authority[..<end].dropFirst()
            afterName = authority[end...].dropFirst()
        } else {
            name = authority.prefix { $0 != ":" }
            afterName = authority[name.endIndex...]
        }
        guard !name.isEmpty else { return nil }
        host = Self.canonical(name.lowercased())
        guard !afterName.dropFirst().isEmpty else {
            guard afterName.isEmpty || afterName == ":" else { return nil }
            port = isTLS ? 443 : 80
            return
        }
        guard afterName.hasPrefix(":"), let written = UInt16(afterName.dropFirst()) else {
            return nil
        }
        port = Int(written)
    }

    /// The scheme, the host and the port of a URL, as written: all before the first slash, without a user.
    package static func origin(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        return String(url[..<scheme.upperBound]) + (rest.split(separator: "@").last ?? rest)
    }

    /// An IP address as it is usually written (RFC 5952), whichever way it was; a name as it is.
    package static func canonical(_ host: String) -> String {
        for family in [AF_INET, AF_INET6] {
            var bytes = in6_addr()
            guard inet_pton(family, host, &bytes) == 1 else { continue }
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            guard inet_ntop(family, &bytes, &text, socklen_t(text.count)) != nil else { continue }
            return String(
                decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return host
    }

    /// Whether an address stands there, and no name that is looked up.
    package var isNumeric: Bool {
        host.contains(":") || !host.contains(where: \.isLetter)
    }
}
