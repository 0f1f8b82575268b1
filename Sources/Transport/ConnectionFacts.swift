internal import CCurl

/// What was agreed on when a connection was opened, as libcurl tells it. Absent what it does not tell.
package struct ConnectionFacts: Sendable, Equatable {
    /// Such as `1.1` or `2`.
    package var httpVersion: String?
    /// What the server chose of the protocols that were offered with ALPN (RFC 7301), such as `h2`.
    package var chosenProtocol: String?
    /// Such as `TLSv1.3`.
    package var tlsVersion: String?
    package var cipher: String?
    /// When the server's own certificate runs out, as the TLS library writes it: `Nov 27 12:00:00 2027 GMT`.
    package var certificateEnd: String?
    /// The address that was reached.
    package var address: String?

    package init() {}

    /// A connection is told of in some twenty lines.
    static let mostLines = 200

    private static let secured = "SSL connection using "
    private static let accepted = "ALPN: server accepted "

    /// Reads libcurl's lines of a connection, the forms of which are those of 7.86 and later.
    package mutating func read(_ lines: [String]) {
        for line in lines {
            let line = line.prefix { !$0.isNewline }
            if line.hasPrefix(Self.secured) {
                // "TLSv1.3 / TLS_AES_256_GCM_SHA384", with more behind it from 8.2 on.
                let parts = line.dropFirst(Self.secured.count).split(separator: "/").map {
                    String($0.filter { $0 != " " })
                }
                tlsVersion = parts.first
                cipher = parts.dropFirst().first
            } else if line.hasPrefix(Self.accepted) {
                chosenProtocol = String(line.dropFirst(Self.accepted.count).prefix { $0 != " " })
            }
        }
    }
}

extension EasyHandle {
    /// Of the transfer that has ended; empty unless the options asked for it.
    package func connectionFacts() -> ConnectionFacts {
        var facts = ConnectionFacts()
        guard options.keepsFacts else { return facts }
        facts.read(toldLines)
        facts.httpVersion =
            switch longInfo(CURLINFO_HTTP_VERSION) {
            case CURL_HTTP_VERSION_1_0: "1.0"
            case CURL_HTTP_VERSION_1_1: "1.1"
            case CURL_HTTP_VERSION_2_0: "2"
            case CURL_HTTP_VERSION_3: "3"
            default: nil
            }
        facts.address = textInfo(CURLINFO_PRIMARY_IP).flatMap { $0.isEmpty ? nil : $0 }
        facts.certificateEnd = certificateEnd()
        return facts
    }

    /// Of the first certificate of the chain, which is the server's own.
    private func certificateEnd() -> String? {
        var chain: UnsafeMutablePointer<curl_certinfo>?
        guard streamgauge_get_certificates(curl, &chain) == CURLE_OK, let chain,
            chain.pointee.num_of_certs > 0, let lists = chain.pointee.certinfo
        else { return nil }
        let label = "Expire date:"
        var entry = lists[0]
        while let line = entry {
            if let data = line.pointee.data {
                let text = String(cString: data)
                if text.hasPrefix(label) { return String(text.dropFirst(label.count)) }
            }
            entry = line.pointee.next
        }
        return nil
    }
}
