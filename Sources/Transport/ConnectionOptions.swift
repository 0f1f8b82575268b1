internal import CCurl

/// How every request of a run reaches its server. Read-only once made; used by one thread.
package final class ConnectionOptions {
    package var url: String
    package var unixSocket: String?
    /// Whether requests are GETs without a body, and not POSTs.
    package var isGet = false
    package var isFresh = false
    /// Whether what was agreed on for the connection is kept (`ConnectionFacts`), which costs libcurl a text a step.
    package var keepsFacts = false
    package var usesHTTP2 = false
    package var caFile: String?
    package var isInsecure = false
    package var asksForCompression = false
    /// The local address that connections come from; nil: the system's choice.
    package var sourceAddress: String?
    /// Whether the proxies of the environment are used.
    package var usesProxy = true
    /// Names, in lower case, of the fields of a response's head that are told.
    package var wantedFields: [String] = []
    /// `host:port:address,address`, resolved once before the run.
    package var resolvedHost: String?

    package init(url: String) {
        self.url = url
    }

    /// Worked out when the first handle asks; the options are complete by then.
    private(set) lazy var route = RequestRoute(self)
}

/// Owns a libcurl list of texts, such as whole header lines, `Name: value`.
package final class HeaderList {
    private(set) var list: UnsafeMutablePointer<curl_slist>?
    let lines: [String]
    /// Whether only libcurl can send a request with these.
    let needsLibcurl: Bool

    package init(_ lines: [String]) {
        self.lines = lines
        needsLibcurl = RequestText.changesFraming(lines)
        for line in lines { list = curl_slist_append(list, line) ?? list }
    }

    deinit {
        curl_slist_free_all(list)
    }
}
