internal import Glibc
internal import Reactor
internal import RunModel

/// Requests one after the other on a connection of their own: libcurl connects, this writes and reads.
///
/// So each read is one system call that brings the bytes and their time, and it is known when the socket was
/// empty. The connection is kept for the handle's next request.
final class DirectTransfer: DescriptorHandler {
    enum State {
        /// Next: `connecting`, `sending`.
        case idle
        /// libcurl has the handle. Next: `sending`, or `idle` after a failure.
        case connecting
        /// Next: `receiving`, `idle`, `connecting` to send again.
        case sending
        /// Next: `idle`, `connecting` to send again.
        case receiving
    }

    /// Full reads in a row before others have their turn.
    private static let maxReads = 16

    // Both outlive this: the handle owns it and closes it in its `deinit`, and keeps the multi handle.
    unowned(unsafe) let easy: EasyHandle
    unowned(unsafe) let multi: MultiHandle
    private let route: RequestRoute
    private let isFresh: Bool
    private(set) var state = State.idle
    /// Below 0 without a connection.
    private var socket: Int32 = -1
    private var text: RequestText?
    private var request: [UInt8] = []
    private var sentBytes = 0
    /// Why the request could not be sent whole; 0 where it was, or still may be.
    private var sendError: Int32 = 0
    private var decoder: ResponseDecoder

    /// When the socket was last known to be empty.
    private var emptied = MonotonicInstant(nanoseconds: 0)
    private var latest = Arrival.unstamped()
    /// Whether the last read filled its buffer, so that what comes next may have waited with it.
    private var leavesMore = false
    private var hasResponse = false
    private var isReused = false
    private var phases = ConnectPhases()
    private var segments = SegmentAccount()

    init(
        _ route: RequestRoute, _ options: ConnectionOptions, of easy: EasyHandle,
        on multi: MultiHandle
    ) {
        self.route = route
        isFresh = options.isFresh
        decoder = ResponseDecoder(wanting: Set(options.wantedFields))
        self.easy = easy
        self.multi = multi
    }

    /// Sets the next request; `lines` is nil where they are those of the one before.
    func setRequest(_ lines: [String]?, body: [UInt8]) {
        if let lines { text = RequestText(lines, to: route) }
        text?.write(body: body, into: &request)
    }

    // MARK: Beginning

    /// Starts the request that was set, on the kept connection where that is still open.
    ///
    /// - Returns: false where libcurl did not take the handle.
    func start() -> Bool {
        hasResponse = false
        guard socket >= 0 else { return connect() }
        guard SocketCalls.isQuiet(socket) else {
            close()
            return connect()
        }
        isReused = true
        begin()
        return true
    }

    private func connect() -> Bool {
        isReused = false
        state = .connecting
        segments = SegmentAccount()
        guard multi.add(easy) else {
            state = .idle
            return false
        }
        return true
    }

    /// libcurl has connected, and the socket is ours.
    func connected(_ socket: Int32, _ phases: ConnectPhases) {
        self.socket = socket
        self.phases = phases
        segments = SegmentAccount(of: socket)
        begin()
    }

    /// libcurl could not connect.
    func connectFailed(_ end: TransferEnd) {
        state = .idle
        easy.receiver?.transferEnded(end)
    }

    private func begin() {
        state = .sending
        sentBytes = 0
        sendError = 0
        leavesMore = false
        segments.beginRequest()
        decoder.reset()
        let now = MonotonicInstant.now()
        emptied = now
        easy.receiver?.requestReady(at: now)
        send()
    }

    private func send() {
        let result = SocketCalls.send(request, from: &sentBytes, on: socket)
        switch result {
        case .done:
            state = .receiving
            multi.watch(socket, for: .readable, self)
            easy.receiver?.requestWritten(at: .now())
        case .later:
            multi.watch(socket, for: [.readable, .writable], self)
        case .failed(let error):
            // The server may have answered before it closed for what it did not want to read: the next turn, in
            // which the socket is ready in any case, tells.
            sendError = error
            multi.watch(socket, for: .readable, self)
        }
    }

    // MARK: Reading

    func descriptorReady(_ descriptor: Int32, _ readiness: Readiness) {
        switch state {
        case .idle:
            // The server closes an idle connection, or says on it what nobody asked for.
            if !SocketCalls.isQuiet(socket) { close() }
        case .connecting:
            break
        case .sending:
            // An answer may come before the request is sent whole.
            if readiness != .writable { receive() }
            if state == .sending, sendError == 0, readiness.contains(.writable) { send() }
        case .receiving:
            receive()
        }
    }

    private func receive() {
        for _ in 0..<Self.maxReads {
            switch multi.read(socket, emptied: &emptied) {
            case .bytes(let count, var arrival):
                hasResponse = true
                segments.note(&arrival, isWhole: count < multi.readCapacity, on: socket)
                arrival.isContinued = leavesMore
                leavesMore = count == multi.readCapacity
                latest = arrival
                let bytes = multi.bytesRead(count)
                guard decode(bytes, arrival), count == multi.readCapacity else { return }
            case .nothing:
                if sendError != 0 { connectionEnded(sendError) }
                return
            case .ended:
                return connectionEnded(hasResponse ? 0 : sendError)
            case .failed(let error):
                return connectionEnded(error)
            }
        }
    }

    /// Whether the last read was of one segment, so that all its bytes came at one time. Asks the kernel, about 1 us.
    func wasReadOfOneSegment() -> Bool {
        socket >= 0 && segments.allReadsWereOfOneSegment(on: socket)
    }

    /// - Returns: whether this request goes on. Where not, another may already have begun.
    private func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ arrival: Arrival) -> Bool {
        let bytes = bytes.span
        var position = 0
        var bodyEnd = 0
        if decoder.isInsideFraming { multi.framingComesApart = true }
        while true {
            switch decoder.next(in: bytes, from: &position) {
            case .more:
                if bodyEnd > 0, bodyEnd < bytes.count, multi.framingComesApart {
                    easy.receiver?.framingFollowed()
                }
                return true
            case .body(let range):
                bodyEnd = range.upperBound
                let goesOn = easy.receiver?.receive(bytes.extracting(range), arrival) ?? false
                guard goesOn else {
                    fail(.stoppedByReceiver, nil)
                    return false
                }
            case .head:
                easy.receiver?.headComplete(decoder.head, arrival)
            case .end:
                finish(hasMore: position < bytes.count)
                return false
            case .broken(let fault):
                fail(.protocol, fault.message)
                return false
            }
        }
    }

    // MARK: The end

    private func finish(hasMore: Bool) {
        var end = transferEnd(at: latest.arrived)
        end.failure = nil
        let isKept = decoder.keepsAlive && !hasMore && !isFresh && state == .receiving
        if isKept { state = .idle } else { close() }
        easy.receiver?.transferEnded(end)
    }

    /// By its end where `error` is 0.
    private func connectionEnded(_ error: Int32) {
        // A kept connection that the server closed while it was idle has seen nothing of this request:
        // it is sent once more, on a connection whose own end is then final.
        if isReused, !hasResponse {
            close()
            if connect() { return }
            return fail(.generator, "libcurl did not start the transfer")
        }
        if error == 0, decoder.connectionClosed() == .end {
            latest = .unstamped()
            return finish(hasMore: false)
        }
        fail(
            .reset,
            error == 0 ? ResponseFault.cut.message : String(cString: strerror(error)))
    }

    private func fail(_ failure: TransferFailure, _ message: String?) {
        var end = transferEnd(at: failure == .stoppedByReceiver ? latest.arrived : .now())
        end.failure = failure
        end.message = message
        close()
        easy.receiver?.transferEnded(end)
    }

    /// Ends the request without a word to the receiver; the connection is closed or reset.
    func cancel(resetsConnection: Bool) -> TransferEnd {
        if state == .connecting {
            state = .idle
            return multi.withdraw(easy)
        }
        let end = transferEnd(at: .now())
        if resetsConnection { SocketCalls.dropUnsent(socket) }
        close()
        return end
    }

    private func transferEnd(at instant: MonotonicInstant) -> TransferEnd {
        var end = TransferEnd(instant: instant)
        guard socket >= 0 else { return end }
        end.connection = isReused ? .warm : .cold
        if !isReused { end.phases = phases }
        end.headBytes = decoder.headBytes
        segments.endRequest(&end, on: socket)
        return end
    }

    /// Closes the connection, if there is one.
    func close() {
        state = .idle
        guard socket >= 0 else { return }
        multi.closeTaken(socket)
        socket = -1
    }
}
