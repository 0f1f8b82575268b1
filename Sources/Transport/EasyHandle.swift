internal import CCurl

/// One transfer at a time, again and again: a libcurl easy handle lives as long as its stream's slot,
/// because making one costs more than a small transfer.
///
/// No time-out of libcurl's is set: the caller tells their kinds apart, and each would be an entry in
/// libcurl's tree of timers for every open stream. What stays is its limit of 300 s for connecting.
package final class EasyHandle {
    let curl: UnsafeMutableRawPointer
    // Not retained, because the receiver owns this handle; not weak, because a weak reference is an
    // atomic operation a chunk. It holds as long as the receiver keeps the handle to itself.
    package unowned(unsafe) var receiver: (any TransferReceiver)?
    let options: ConnectionOptions
    private var headers: HeaderList?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    let multi: MultiHandle
    /// Writes and reads the present request; nil where libcurl makes it as a whole.
    private(set) var direct: DirectTransfer?
    /// The same, kept for requests to come; nil where the options leave all to libcurl.
    private var keptDirect: DirectTransfer?
    /// Whom a read of its socket is for: this transfer, or over HTTP/2 all those on the connection.
    var reader: ReadTracker.Reader { options.usesHTTP2 ? nil : curl }
    /// Whether the present request had a connection. libcurl 8 tells the ports of one that was only tried, too.
    var wasReady = false
    let isSecure: Bool
    var asksForCompression: Bool { options.asksForCompression }

    /// - Throws: `TransportError` when libcurl refuses an option or has no memory.
    package init(_ options: ConnectionOptions, on multi: MultiHandle) throws(TransportError) {
        guard let curl = curl_easy_init() else {
            throw TransportError("libcurl has no memory for another transfer")
        }
        self.curl = curl
        self.options = options
        self.multi = multi
        isSecure = options.url.lowercased().hasPrefix("https:")
        errorText[0] = 0
        try configure()
        keptDirect = options.route.map {
            DirectTransfer($0, options, of: self, on: multi)
        }
    }

    deinit {
        keptDirect?.close()
        curl_easy_cleanup(curl)
        errorText.deallocate()
    }

    /// Whether all bytes of the last read came at one time; false where that cannot be told.
    package func wasReadOfOneSegment() -> Bool {
        direct?.wasReadOfOneSegment() ?? false
    }

    /// Sets the next request. The body is copied; libcurl refers to the headers.
    package func setRequest(_ headers: HeaderList, body bytes: [UInt8]) {
        wasReady = false
        let isNew = headers !== self.headers
        self.headers = headers
        use(headers.needsLibcurl ? nil : keptDirect)
        if let direct {
            direct.setRequest(isNew ? headers.lines : nil, body: bytes)
            return
        }
        if isNew { _ = streamgauge_set_list(curl, CURLOPT_HTTPHEADER, headers.list) }
        guard !options.isGet else { return }
        _ = streamgauge_set_offset(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
        bytes.withUnsafeBytes {
            _ = streamgauge_set_bytes(curl, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
        }
    }

    private func use(_ next: DirectTransfer?) {
        guard next !== direct else { return }
        direct = next
        _ = streamgauge_set_long(curl, CURLOPT_CONNECT_ONLY, next == nil ? 0 : 1)
        // Where libcurl only connects, this would have it close at once.
        let closes = next == nil && options.isFresh
        _ = streamgauge_set_long(curl, CURLOPT_FORBID_REUSE, closes ? 1 : 0)
    }

    private func configure() throws(TransportError) {
        // Callbacks get `self` unretained: libcurl calls them only while the handle lives, and the
        // handle dies with `self`.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try set(CURLOPT_PRIVATE, context)
        try set(CURLOPT_ERRORBUFFER, errorText)
        try set(CURLOPT_URL, options.url)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(options.isGet ? CURLOPT_HTTPGET : CURLOPT_POST, 1)
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_TCP_NODELAY, 1)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // Both are allocated for every open stream, but pages that no read reaches take no memory. A read
        // that fills the buffer leaves bytes behind whose arrival is then unknown.
        try set(CURLOPT_BUFFERSIZE, 16384)
        try set(CURLOPT_UPLOAD_BUFFERSIZE, 16384)
        try configureConnection()
        try setCallbacks(context)
    }

    private func configureConnection() throws(TransportError) {
        if options.usesHTTP2 {
            let isTLS = options.url.hasPrefix("https:")
            let version = isTLS ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
            try set(CURLOPT_HTTP_VERSION, version)
            try set(CURLOPT_PIPEWAIT, 1)
        } else {
            try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        }
        if options.isFresh {
            try set(CURLOPT_FRESH_CONNECT, 1)
            try set(CURLOPT_FORBID_REUSE, 1)
            try set(CURLOPT_SSL_SESSIONID_CACHE, 0)
        } else {
            try set(CURLOPT_SHARE, multi.share)
        }
        // An empty list means every coding that this libcurl can undo.
        if options.asksForCompression { try set(CURLOPT_ACCEPT_ENCODING, "") }
        if !options.usesProxy { try set(CURLOPT_PROXY, "") }
        if let path = options.unixSocket { try set(CURLOPT_UNIX_SOCKET_PATH, path) }
        // Said to be an address, or it would be looked for among the interfaces first.
        if let address = options.sourceAddress {
            try set(CURLOPT_INTERFACE, "host!" + address)
            multi.bindsAddresses = true
        }
        if let path = options.caFile { try set(CURLOPT_CAINFO, path) }
        if options.isInsecure {
            try set(CURLOPT_SSL_VERIFYPEER, 0)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if options.keepsFacts {
            try set(CURLOPT_CERTINFO, 1)
            try set(CURLOPT_VERBOSE, 1)
        }
        if let list = multi.resolveList(options.resolvedHost) {
            try check(streamgauge_set_list(curl, CURLOPT_RESOLVE, list))
        }
    }

    /// What libcurl says of the present connection, where the options ask for it.
    var toldLines: [String] = []

    private func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(streamgauge_set_long(curl, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(TransportError) {
        try check(streamgauge_set_text(curl, option, value))
    }

    private func set(
        _ option: CURLoption, _ value: UnsafeMutableRawPointer?
    ) throws(TransportError) {
        try check(streamgauge_set_pointer(curl, option, value))
    }

    func check(_ code: CURLcode) throws(TransportError) {
        guard code == CURLE_OK else { throw TransportError("libcurl refused an option", code) }
    }

    /// The first line of libcurl's words on the last failure.
    var errorLine: String? {
        let line = String(cString: errorText).prefix { $0 != "\n" && $0 != "\r" }
        errorText[0] = 0
        return line.isEmpty ? nil : String(line)
    }
}
