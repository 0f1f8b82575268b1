internal import NIOCore

/// Which `Host` headers are those of this server. A page of another site that has its name resolve to this address (DNS
/// rebinding) sends its own name, and is refused.
struct HostRule: Sendable {
    /// Where the server listens, as the user gave it.
    let address: String
    let port: Int

    /// Whether anybody but this machine can reach it.
    var isLoopback: Bool {
        address == "localhost" || address == "::1" || address.hasPrefix("127.")
    }

    /// Whether all addresses of the machine are meant.
    private var isWildcard: Bool { address == "0.0.0.0" || address == "::" }

    /// The name and port in an address: `127.0.0.1:8080`, `[::1]:8080`.
    var shown: String { "\(Self.bracketed(isWildcard ? "127.0.0.1" : address)):\(port)" }

    func allows(_ header: String) -> Bool {
        guard let (host, port) = Self.parts(header), port ?? 80 == self.port else { return false }
        let name = host.lowercased()
        if name == address.lowercased() { return true }
        if name == "localhost" { return isLoopback || isWildcard }
        // A name can be made to point anywhere, an address cannot.
        return isWildcard && (try? SocketAddress(ipAddress: name, port: self.port)) != nil
    }

    private static func bracketed(_ address: String) -> String {
        address.contains(":") ? "[\(address)]" : address
    }

    private static func parts(_ header: String) -> (host: String, port: Int?)? {
        if header.hasPrefix("[") {
            guard let end = header.firstIndex(of: "]") else { return nil }
            let host = String(header[header.index(after: header.startIndex)..<end])
            let rest = header[header.index(after: end)...]
            guard !rest.isEmpty else { return (host, nil) }
            guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()) else { return nil }
            return (host, port)
        }
        let pieces = header.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = pieces.first, !host.isEmpty, pieces.count < 3 else { return nil }
        guard pieces.count == 2 else { return (String(host), nil) }
        guard let port = Int(pieces[1]) else { return nil }
        return (String(host), port)
    }
}
