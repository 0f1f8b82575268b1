internal import CCurl
internal import Glibc
internal import Reactor
internal import RunModel

extension MultiHandle {
    /// Must be called before the handle is removed: afterwards libcurl has forgotten.
    func transferEnd(of easy: EasyHandle, _ result: CURLcode) -> TransferEnd {
        var end = TransferEnd(instant: arrival(for: easy).arrived)
        end.failure = TransferFailure(result, of: easy)
        // Of some failures libcurl has a code and no words of its own.
        let words =
            end.failure == nil
            ? nil : easy.errorLine ?? String(cString: curl_easy_strerror(result))
        end.message = end.failure == .generator ? easy.lackOfResources ?? words : words
        if shared.remove(easy.curl), end.failure != nil {
            end.message = "its HTTP/2 connection was given up: nothing came on it after a request"
        }
        end.headBytes = easy.longInfo(CURLINFO_HEADER_SIZE)
        end.encodedBodyBytes = easy.encodedBodyBytes
        noteWay(of: easy, in: &end)
        if easy.longInfo(CURLINFO_NUM_CONNECTS) > 0 {
            end.connection = .cold
            end.phases = easy.connectPhases()
        } else if easy.wasReady {
            end.connection = .warm
        }
        return end
    }
}

extension EasyHandle {
    /// libcurl's times run from the start of the transfer, each including those before it.
    func connectPhases() -> ConnectPhases {
        let resolved = microseconds(CURLINFO_NAMELOOKUP_TIME_T)
        let connected = microseconds(CURLINFO_CONNECT_TIME_T)
        let secured = microseconds(CURLINFO_APPCONNECT_TIME_T)
        var phases = ConnectPhases()
        if resolved > .zero { phases.resolve = resolved }
        if connected > .zero { phases.connect = connected - resolved }
        if secured > .zero { phases.tls = secured - connected }
        return phases
    }
}

extension EasyHandle {
    /// Why no connection could be opened from this machine, whatever the server does; nil where that was not it.
    fileprivate var lackOfResources: String? {
        switch Int32(truncatingIfNeeded: longInfo(CURLINFO_OS_ERRNO)) {
        case EADDRNOTAVAIL:
            "no local port is free: closed connections hold theirs for a minute; keep connections "
                + "alive, or widen net.ipv4.ip_local_port_range"
        case EMFILE, ENFILE: "no file descriptor is left; raise the limit (ulimit -n)"
        case ENOBUFS, ENOMEM: "the kernel has no memory for another connection"
        default: nil
        }
    }
}

extension TransferFailure {
    /// Nil for CURLE_OK.
    fileprivate init?(_ code: CURLcode, of easy: EasyHandle) {
        switch code {
        case CURLE_OK:
            return nil
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .resolve
        case CURLE_COULDNT_CONNECT, CURLE_PROXY:
            self = easy.lackOfResources == nil ? .connect : .generator
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            self = .tls
        case CURLE_RECV_ERROR:
            // libcurl gives this code to a failed read and to broken chunked framing alike; only the
            // read leaves a system error, and a TLS connection that ends without its closing alert.
            let isReadFailure = easy.longInfo(CURLINFO_OS_ERRNO) != 0
            let isTLS = easy.microseconds(CURLINFO_APPCONNECT_TIME_T) > .zero
            self = isReadFailure || isTLS ? .reset : .protocol
        case CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            self = .reset
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2, CURLE_HTTP2_STREAM,
            CURLE_BAD_CONTENT_ENCODING, CURLE_TOO_MANY_REDIRECTS:
            self = .protocol
        case CURLE_WRITE_ERROR:
            self = .stoppedByReceiver
        case CURLE_OPERATION_TIMEDOUT:
            self = .timeout
        default:
            self = .generator
        }
    }
}
