internal import CCurl
internal import Glibc
package import Reactor
package import RunModel

/// Many transfers on one thread: libcurl's multi handle, driven by an event loop.
///
/// Not Sendable; lives and dies on the loop's thread. `close` must be called before it is let go.
package final class MultiHandle: DescriptorHandler, DeadlineSource {
    let multi: UnsafeMutableRawPointer
    let share: UnsafeMutableRawPointer?
    unowned let loop: EventLoop
    var clock = ArrivalClock()
    private var reads = ReadTracker()
    var meter = WireMeter()
    var shared = SharedConnections()
    /// By the entry that they hold.
    private var resolved: [String: HeaderList] = [:]
    private var isClosed = false
    /// Whether connections come from local addresses of the plan's choice.
    var bindsAddresses = false
    /// By descriptor: whose transfer libcurl watches it for, and whether it is a connection's. libcurl
    /// also has sockets for its own use, such as that of its resolver.
    private(set) var sockets: [WatchedSocket] = []
    /// The socket that libcurl gives away while it thinks to close it.
    var taken: Int32 = -1
    /// One for all connections: what is read is decoded before anything else is.
    let readBuffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64 << 10)
    var readNumber = 0
    /// Whether a server, or the way, was seen to send a chunk's data and the lines around it apart. An event's
    /// stamp may then be that of its chunk's end; where it was never seen, the two are taken as one.
    var framingComesApart = false

    package private(set) var deadline: MonotonicInstant?
    /// The first failure of the loop to watch a socket; its transfers would hang.
    package private(set) var watchFailure: SystemCallError?

    /// Keeps up to `streams` connections alive: as many as will be open at a time.
    /// - Throws: `TransportError` when libcurl cannot start.
    package init(on loop: EventLoop, streams: Int) throws(TransportError) {
        try CurlLibrary.initialize()
        guard let multi = curl_multi_init() else {
            throw TransportError("libcurl has no memory for a multi handle")
        }
        self.multi = multi
        self.loop = loop
        share = curl_share_init()
        if let share { _ = streamgauge_share_sessions(share) }
        // libcurl calls back with `self` unretained, and not after `close`.
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = streamgauge_multi_set_socket_function(multi, socketChanged, context)
        _ = streamgauge_multi_set_timer_function(multi, timerChanged, context)
        _ = streamgauge_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(streams, 1))
        loop.add(self)
    }

    deinit {
        readBuffer.deallocate()
    }

    package var implausibleStamps: Int { clock.implausibleStamps }

    /// Starts a transfer; `easy.receiver` hears of it. Never from within a receiver's callback other
    /// than `transferEnded`.
    package func start(_ easy: EasyHandle) -> Bool {
        easy.direct?.start() ?? add(easy)
    }

    func add(_ easy: EasyHandle) -> Bool {
        curl_multi_add_handle(multi, easy.curl) == CURLM_OK
    }

    /// Ends a transfer without `transferEnded`; its connection is closed, or reset where that is asked for,
    /// unless it was idle. `sent` is when the request was that is given up as lost: of a connection over HTTP/2 on
    /// which nothing has come since.
    package func cancel(
        _ easy: EasyHandle, resetsConnection: Bool = false, lostSince sent: MonotonicInstant? = nil
    ) -> TransferEnd {
        if let direct = easy.direct {
            return direct.cancel(resetsConnection: resetsConnection)
        }
        if resetsConnection, let descriptor = meter.descriptor(of: easy.curl) {
            SocketCalls.dropUnsent(descriptor)
        }
        let silent = sent.flatMap { silentCarrier(of: easy, since: $0) }
        let end = withdraw(easy)
        if let silent { abandon(silent) }
        return end
    }

    /// Takes a transfer from libcurl.
    func withdraw(_ easy: EasyHandle, _ result: CURLcode = CURLE_OK) -> TransferEnd {
        let end = transferEnd(of: easy, result)
        curl_multi_remove_handle(multi, easy.curl)
        // Its moment must not stand for what libcurl meets next.
        reads.end()
        return end
    }

    /// Closes all connections. All transfers must have ended.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        curl_multi_cleanup(multi)
        if let share { curl_share_cleanup(share) }
    }

    // MARK: The loop's side

    package func descriptorReady(_ descriptor: Int32, _ readiness: Readiness) {
        var action: Int32 = 0
        if readiness.contains(.readable) {
            let index = Int(descriptor)
            let emptied = max(sockets[index].emptied, loop.quietSince)
            var arrival = clock.arrival(on: descriptor, emptied: emptied)
            sockets[index].meet(&arrival, emptied: emptied, on: descriptor)
            reads.begin(
                arrival, for: sockets[index].reader, readsRecords: sockets[index].isSecure)
            action |= CURL_CSELECT_IN
        }
        if readiness.contains(.writable) { action |= CURL_CSELECT_OUT }
        if readiness.contains(.failed) { action |= CURL_CSELECT_ERR }
        act(descriptor, action)
    }

    package func deadlinePassed(at now: MonotonicInstant) {
        deadline = nil
        act(CURL_SOCKET_TIMEOUT, 0)
    }

    func act(_ descriptor: Int32, _ action: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, descriptor, action, &running)
        // Over TLS a read takes one record, whatever waits behind it.
        let emptied = reads.readsRecords ? ArrivalClock.emptied(descriptor) : reads.emptied
        if let emptied { sockets[Int(descriptor)].emptied = emptied }
        reportEnds()
        reads.end()
    }

    private func reportEnds() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let curl = message.pointee.easy_handle else {
                continue
            }
            // The message dies with the removal, so its result is taken first.
            let result = streamgauge_message_result(message)
            guard let easy = easyHandle(of: curl) else { continue }
            if let direct = easy.direct {
                connectEnded(easy, direct, result)
                continue
            }
            let end = transferEnd(of: easy, result)
            curl_multi_remove_handle(multi, curl)
            easy.receiver?.transferEnded(end)
        }
    }

    private func easyHandle(of curl: UnsafeMutableRawPointer) -> EasyHandle? {
        var text: UnsafePointer<CChar>?
        _ = streamgauge_get_text(curl, CURLINFO_PRIVATE, &text)
        guard let text else { return nil }
        return Unmanaged<EasyHandle>.fromOpaque(UnsafeRawPointer(text)).takeUnretainedValue()
    }

    // MARK: libcurl's side

    /// The arrival of what this transfer met last.
    func arrival(for easy: EasyHandle) -> Arrival {
        reads.current(for: easy.reader)
    }

    /// The arrival of these bytes, which libcurl is delivering.
    func arrival(of bytes: UnsafeBufferPointer<UInt8>, for easy: EasyHandle) -> Arrival {
        reads.arrival(of: bytes, for: easy.reader)
    }

    func requestReady(_ easy: EasyHandle, localPort: Int32) {
        meter.requestReady(easy.curl)
        if easy.options.usesHTTP2 { noteCarrier(of: easy, localPort: localPort) }
    }

    /// Notes what its connection carried for it; not over HTTP/2, where others share the connection.
    func noteWay(of easy: EasyHandle, in end: inout TransferEnd) {
        if easy.reader != nil { meter.note(easy.curl, in: &end) }
    }

    /// libcurl's list for CURLOPT_RESOLVE, made once for all handles to a host.
    func resolveList(_ entry: String?) -> UnsafeMutablePointer<curl_slist>? {
        guard let entry else { return nil }
        let list = resolved[entry] ?? HeaderList([entry])
        resolved[entry] = list
        return list.list
    }

    fileprivate func watch(
        _ descriptor: Int32, _ wish: Int32, for transfer: UnsafeMutableRawPointer?
    ) {
        var interest: Readiness = []
        if wish == CURL_POLL_IN || wish == CURL_POLL_INOUT { interest.insert(.readable) }
        if wish == CURL_POLL_OUT || wish == CURL_POLL_INOUT { interest.insert(.writable) }
        guard wish != CURL_POLL_REMOVE else { return unwatch(descriptor) }
        grow(to: descriptor)
        sockets[Int(descriptor)].reader = transfer
        if let transfer, let easy = easyHandle(of: transfer) {
            sockets[Int(descriptor)].isSecure = easy.isSecure
        }
        if let transfer { meter.watched(descriptor, for: transfer) }
        watch(descriptor, for: interest, self)
    }

    func watch(_ descriptor: Int32, for interest: Readiness, _ handler: any DescriptorHandler) {
        do {
            try loop.watch(descriptor, for: interest, handler)
        } catch {
            watchFailure = watchFailure ?? error
        }
    }

    fileprivate func setTimer(_ milliseconds: Int) {
        deadline = milliseconds < 0 ? nil : .now() + .milliseconds(milliseconds)
    }

    /// A connection is watched again soon, and told of before it is closed. A socket of libcurl's own
    /// is closed without a word, and its number may be a connection's next.
    private func unwatch(_ descriptor: Int32) {
        let isConnection =
            sockets.indices.contains(Int(descriptor)) && sockets[Int(descriptor)].isConnection
        if isConnection { loop.pause(descriptor) } else { loop.forget(descriptor) }
    }

    private func grow(to descriptor: Int32) {
        while sockets.count <= Int(descriptor) { sockets.append(WatchedSocket()) }
    }

    func opened(_ descriptor: Int32) {
        if bindsAddresses { SocketCalls.bindWithoutPort(descriptor) }
        ArrivalClock.enableStamps(on: descriptor)
        grow(to: descriptor)
        sockets[Int(descriptor)] = WatchedSocket(isConnection: true, emptied: .now())
        meter.opened(descriptor)
    }

    func close(_ descriptor: Int32) -> Int32 {
        if sockets.indices.contains(Int(descriptor)) {
            sockets[Int(descriptor)] = WatchedSocket()
        }
        if descriptor == taken { return 0 }
        meter.closing(descriptor)
        loop.forget(descriptor)
        return Glibc.close(descriptor)
    }
}

private func multiHandle(_ context: UnsafeMutableRawPointer?) -> MultiHandle? {
    context.map { Unmanaged<MultiHandle>.fromOpaque($0).takeUnretainedValue() }
}

private func socketChanged(
    _ transfer: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t, _ wish: Int32,
    _ context: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?
) -> Int32 {
    multiHandle(context)?.watch(descriptor, wish, for: transfer)
    return 0
}

private func timerChanged(
    _: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    multiHandle(context)?.setTimer(milliseconds)
    return 0
}
