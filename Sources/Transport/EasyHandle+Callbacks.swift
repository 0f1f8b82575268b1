internal import CCurl
internal import Reactor
internal import RunModel

// The only functions that libcurl calls for a transfer. They run inside `curl_multi_socket_action` or
// `curl_multi_add_handle`, on the multi handle's thread.
extension EasyHandle {
    func setCallbacks(_ context: UnsafeMutableRawPointer) throws(TransportError) {
        try check(streamgauge_set_write_function(curl, CURLOPT_WRITEFUNCTION, receiveBody))
        try check(streamgauge_set_pointer(curl, CURLOPT_WRITEDATA, context))
        try check(streamgauge_set_write_function(curl, CURLOPT_HEADERFUNCTION, receiveHeadLine))
        try check(streamgauge_set_pointer(curl, CURLOPT_HEADERDATA, context))
        try check(streamgauge_set_prereq_function(curl, requestReady))
        try check(streamgauge_set_pointer(curl, CURLOPT_PREREQDATA, context))
        if options.keepsFacts {
            try check(streamgauge_set_debug_function(curl, noteTold))
            try check(streamgauge_set_pointer(curl, CURLOPT_DEBUGDATA, context))
        }
        // A connection outlives the handle that opened it, so its socket's callbacks get the multi.
        let multiContext = Unmanaged.passUnretained(multi).toOpaque()
        try check(streamgauge_set_sockopt_function(curl, socketOpened))
        try check(streamgauge_set_pointer(curl, CURLOPT_SOCKOPTDATA, multiContext))
        try check(streamgauge_set_closesocket_function(curl, closeSocket))
        try check(streamgauge_set_pointer(curl, CURLOPT_CLOSESOCKETDATA, multiContext))
    }

    func longInfo(_ info: CURLINFO) -> Int {
        var value = 0
        _ = streamgauge_get_long(curl, info, &value)
        return value
    }

    func microseconds(_ info: CURLINFO) -> Duration {
        var value: curl_off_t = 0
        _ = streamgauge_get_offset(curl, info, &value)
        return .microseconds(value)
    }

    /// Nil unless the server was allowed to compress.
    var encodedBodyBytes: Int? {
        guard asksForCompression else { return nil }
        var value: curl_off_t = 0
        _ = streamgauge_get_offset(curl, CURLINFO_SIZE_DOWNLOAD_T, &value)
        return Int(value)
    }

    func head(status: Int) -> ResponseHead {
        var head = ResponseHead(
            status: status, contentType: textInfo(CURLINFO_CONTENT_TYPE))
        for name in options.wantedFields {
            guard let first = header(name, 0) else { continue }
            head.add(first.value, to: name)
            for index in 1..<max(1, min(first.amount, ResponseHead.mostValues)) {
                if let more = header(name, index) { head.add(more.value, to: name) }
            }
        }
        return head
    }

    private func header(_ name: String, _ index: Int) -> (value: String, amount: Int)? {
        var header: UnsafeMutablePointer<curl_header>?
        let code = curl_easy_header(curl, name, index, UInt32(CURLH_HEADER), -1, &header)
        guard code == CURLHE_OK, let header else { return nil }
        return (String(cString: header.pointee.value), header.pointee.amount)
    }

    func textInfo(_ info: CURLINFO) -> String? {
        var text: UnsafePointer<CChar>?
        _ = streamgauge_get_text(curl, info, &text)
        return text.map { String(cString: $0) }
    }
}

private func easyHandle(_ context: UnsafeMutableRawPointer?) -> EasyHandle? {
    context.map { Unmanaged<EasyHandle>.fromOpaque($0).takeUnretainedValue() }
}

/// Takes libcurl's own words alone, and nothing of what is sent or received: a head may hold a key.
private func noteTold(
    _: UnsafeMutableRawPointer?, _ kind: curl_infotype, _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard kind == CURLINFO_TEXT, let bytes, let easy = easyHandle(context),
        easy.toldLines.count < ConnectionFacts.mostLines
    else { return 0 }
    let text = UnsafeRawBufferPointer(start: bytes, count: min(size, 1024))
    easy.toldLines.append(String(decoding: text, as: UTF8.self))
    return 0
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let easy = easyHandle(context), let bytes, let receiver = easy.receiver else { return 0 }
    let length = size * count
    // CChar and UInt8 have the same layout; libcurl's buffer holds `length` bytes during this call.
    return bytes.withMemoryRebound(to: UInt8.self, capacity: length) { start in
        let buffer = UnsafeBufferPointer(start: start, count: length)
        let goesOn = receiver.receive(buffer.span, easy.multi.arrival(of: buffer, for: easy))
        // Any other number than `length` ends the transfer with CURLE_WRITE_ERROR.
        return goesOn ? length : Int(CURL_WRITEFUNC_ERROR)
    }
}

private func receiveHeadLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let length = size * count
    guard let easy = easyHandle(context), let bytes, length <= 2,
        bytes[0] == 0x0D || bytes[0] == 0x0A
    else { return length }
    let status = easy.longInfo(CURLINFO_RESPONSE_CODE)
    guard status >= 200 else { return length }
    easy.receiver?.headComplete(easy.head(status: status), easy.multi.arrival(for: easy))
    return length
}

private func requestReady(
    _ context: UnsafeMutableRawPointer?, _: UnsafeMutablePointer<CChar>?,
    _: UnsafeMutablePointer<CChar>?, _: Int32, _ localPort: Int32
) -> Int32 {
    guard let easy = easyHandle(context), easy.direct == nil else {
        return Int32(CURL_PREREQFUNC_OK)
    }
    easy.wasReady = true
    easy.multi.requestReady(easy, localPort: localPort)
    easy.receiver?.requestReady(at: .now())
    return Int32(CURL_PREREQFUNC_OK)
}

private func socketOpened(
    _ context: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t, _: curlsocktype
) -> Int32 {
    guard let context else { return Int32(CURL_SOCKOPT_ERROR) }
    Unmanaged<MultiHandle>.fromOpaque(context).takeUnretainedValue().opened(descriptor)
    return Int32(CURL_SOCKOPT_OK)
}

private func closeSocket(
    _ context: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t
) -> Int32 {
    guard let context else { return 1 }
    return Unmanaged<MultiHandle>.fromOpaque(context).takeUnretainedValue().close(descriptor)
}
