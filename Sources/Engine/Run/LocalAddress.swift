internal import Glibc
internal import Transport

/// An IP address that connections may come from.
package enum LocalAddress {
    /// Whether the text is an IP address, and not the one that stands for all.
    package static func isAddress(_ text: String) -> Bool {
        family(of: text) != nil && !["0.0.0.0", "::"].contains(text)
    }

    /// Whether the address is this machine's, tried by binding a socket to it; one whose ports are all taken is.
    package static func isOfThisMachine(_ text: String) -> Bool {
        guard let family = family(of: text) else { return false }
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if family == AF_INET6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(family)
            inet_pton(family, text, &address.sin6_addr)
            return bind(descriptor, to: &address)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(family)
        inet_pton(family, text, &address.sin_addr)
        return bind(descriptor, to: &address)
    }

    /// Whether the host has an address of the family of `source`, so that a connection from the one can reach the other;
    /// of a host that is unknown too, since its requests tell that.
    ///
    /// Blocks the calling thread while the name is looked up.
    package static func canReach(_ host: String, from source: String) -> Bool {
        let found = HostResolver.addresses(of: host)
        return found.isEmpty || found.contains { $0.contains(":") == source.contains(":") }
    }

    private static func bind<Address>(_ descriptor: Int32, to address: inout Address) -> Bool {
        let size = socklen_t(MemoryLayout<Address>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, size) == 0 || errno == EADDRINUSE
            }
        }
    }

    private static func family(of text: String) -> Int32? {
        var bytes = in6_addr()
        return [AF_INET, AF_INET6].first { inet_pton($0, text, &bytes) == 1 }
    }
}
