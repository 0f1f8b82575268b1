internal import CCurl
internal import Glibc
internal import Reactor
internal import RunModel

// What the multi handle does for connections that we read ourselves.
extension MultiHandle {
    /// libcurl has connected for a direct transfer, or could not.
    func connectEnded(_ easy: EasyHandle, _ direct: DirectTransfer, _ result: CURLcode) {
        let phases = easy.connectPhases()
        guard result == CURLE_OK else { return direct.connectFailed(withdraw(easy, result)) }
        if let socket = take(from: easy) {
            direct.connected(socket, phases)
        } else {
            direct.connectFailed(.notStarted())
        }
    }

    /// Has libcurl give the connected socket of `easy` away and forget it: removing a handle that only
    /// connected closes its connection (curl_multi_remove_handle, since 7.86), and closing is ours to do.
    ///
    /// - Returns: nil where libcurl has no socket for it any more.
    func take(from easy: EasyHandle) -> Int32? {
        var socket = curl_socket_t(CURL_SOCKET_BAD)
        _ = streamgauge_get_socket(easy.curl, &socket)
        taken = socket
        curl_multi_remove_handle(multi, easy.curl)
        taken = -1
        meter.forget(easy.curl)
        return socket == CURL_SOCKET_BAD ? nil : socket
    }

    var readCapacity: Int { readBuffer.count }

    /// Reads into the buffer that all connections share.
    func read(_ socket: Int32, emptied: inout MonotonicInstant) -> SocketRead {
        emptied = max(emptied, loop.quietSince)
        let result = clock.read(socket, into: readBuffer, emptied: &emptied)
        guard case .bytes(let count, var arrival) = result else { return result }
        readNumber += 1
        arrival.number = readNumber
        return .bytes(count, arrival)
    }

    /// What the last read brought; valid until the next.
    func bytesRead(_ count: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: readBuffer[..<count])
    }

    func closeTaken(_ socket: Int32) {
        loop.forget(socket)
        Glibc.close(socket)
    }
}
