internal import CCurl
internal import Glibc

/// Where requests go that we write ourselves, as they name it.
struct RequestRoute {
    /// Path and query.
    let target: String
    /// The `Host` field.
    let host: String

    /// Nil where libcurl has to make the request: a GET, HTTP/2, compression, TLS, a name or password in the URL, a
    /// host that is not ASCII, and a plain proxy, which wants the whole URL as the target.
    init?(_ options: ConnectionOptions) {
        guard !options.isGet, !options.usesHTTP2, !options.asksForCompression, let url = curl_url()
        else {
            return nil
        }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, options.url, 0) == CURLUE_OK,
            Self.part(CURLUPART_SCHEME, of: url) == "http",
            Self.part(CURLUPART_USER, of: url) == nil,
            Self.part(CURLUPART_PASSWORD, of: url) == nil,
            let name = Self.part(CURLUPART_HOST, of: url), name.utf8.allSatisfy({ $0 < 0x80 }),
            let path = Self.part(CURLUPART_PATH, of: url), !(options.usesProxy && Self.hasProxy)
        else { return nil }
        target = path + (Self.part(CURLUPART_QUERY, of: url).map { "?" + $0 } ?? "")
        let port = Self.part(CURLUPART_PORT, of: url).flatMap { $0 == "80" ? nil : $0 }
        host = name + (port.map { ":" + $0 } ?? "")
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// The variables in which libcurl looks for a proxy of plain HTTP.
    private static var hasProxy: Bool {
        let names: [String] = ["http_proxy", "all_proxy", "ALL_PROXY"]
        return names.contains { name in
            getenv(name).map { $0.pointee != 0 } ?? false
        }
    }
}
