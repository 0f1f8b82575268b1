import Glibc
import RunModel

/// A blocking client of bare sockets: it sees bytes as they come and forgives nothing.
///
/// The system under test runs on threads of its own, so that blocking here holds nothing up.
final class RawClient {
    struct ConnectError: Error {}

    private var descriptor: CInt
    private var unread: [UInt8] = []

    init(port: Int) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw ConnectError() }
        limitWaiting()
    }

    init(unixSocket path: String) throws {
        descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw ConnectError() }
        limitWaiting()
    }

    deinit { leave(withReset: false) }

    /// Closes: in order (FIN), or with a TCP reset.
    func leave(withReset isReset: Bool) {
        guard descriptor >= 0 else { return }
        if isReset {
            var limit = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                descriptor, SOL_SOCKET, SO_LINGER, &limit, socklen_t(MemoryLayout<linger>.size))
        }
        close(descriptor)
        descriptor = -1
    }

    /// A server that hangs must fail a test, not hang it.
    private func limitWaiting() {
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    func send(_ text: String) {
        var bytes = ArraySlice(Array(text.utf8))
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Reads what is there, waiting for the first byte.
    ///
    /// - Returns: why there is nothing, or nil when there was something.
    private func fill() -> RawResponse.Ending? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else {
            return count == 0 ? .closed : errno == ECONNRESET ? .reset : .timeout
        }
        unread += buffer[..<count]
        return nil
    }

    /// Takes `count` bytes, or all there are before the connection ends.
    private func take(_ count: Int) -> ([UInt8], RawResponse.Ending?) {
        while unread.count < count {
            if let ending = fill() {
                defer { unread = [] }
                return (unread, ending)
            }
        }
        defer { unread.removeFirst(count) }
        return (Array(unread[..<count]), nil)
    }

    /// Takes a line without its CR LF.
    private func takeLine() -> (String, RawResponse.Ending?) {
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                defer { unread.removeFirst(end + 1) }
                return (String(decoding: unread[..<max(end - 1, 0)], as: UTF8.self), nil)
            }
            if let ending = fill() { return ("", ending) }
        }
    }

    /// Reads what has come, waiting for the first byte at most a quarter of a second; nil when there
    /// is none.
    func readOnce() -> Int? {
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&state, 1, 250) == 1 else { return nil }
        unread = []
        return fill() == nil ? unread.count : nil
    }

    /// Reads until the connection ends.
    func readToEnd() -> (String, RawResponse.Ending) {
        while true {
            if let ending = fill() {
                defer { unread = [] }
                return (String(decoding: unread, as: UTF8.self), ending)
            }
        }
    }

    /// Reads until `text` has come so many times; false when the connection ends or rests before.
    func readUntil(_ text: String, times: Int) -> Bool {
        while String(decoding: unread, as: UTF8.self).split(separator: text).count <= times {
            if fill() != nil { return false }
        }
        return true
    }

    /// Reads one response by its framing.
    func response() -> RawResponse {
        var response = RawResponse()
        var (line, ending) = takeLine()
        if let ending {
            response.ending = ending
            return response
        }
        let words = line.split(separator: " ")
        response.status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        while true {
            (line, ending) = takeLine()
            if let ending {
                response.ending = ending
                return response
            }
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            response.fields[line[..<colon].lowercased()] = String(value)
        }
        response.headReceived = .now()
        // An informational response has no body (RFC 9110, section 6.4.1).
        if response.status >= 200 { readBody(into: &response) }
        return response
    }

    private func readBody(into response: inout RawResponse) {
        if response.fields["transfer-encoding"] == "chunked" {
            readChunks(into: &response)
        } else if let length = response.fields["content-length"].flatMap({ Int($0) }) {
            let (body, ending) = take(length)
            response.body = String(decoding: body, as: UTF8.self)
            response.ending = ending ?? .complete
        } else {
            (response.body, response.ending) = readToEnd()
        }
    }

    private func readChunks(into response: inout RawResponse) {
        while true {
            let (line, lineEnding) = takeLine()
            guard lineEnding == nil, let size = Int(line, radix: 16) else {
                response.ending = lineEnding ?? .malformedChunk
                return
            }
            let (bytes, ending) = take(size + 2)
            response.body += String(decoding: bytes.prefix(size), as: UTF8.self)
            if let ending {
                response.ending = ending
                return
            }
            guard size > 0 else {
                response.ending = .complete
                return
            }
            response.chunkSizes.append(size)
        }
    }
}

/// A response as it stood on the wire.
struct RawResponse {
    enum Ending {
        case complete
        case closed
        case reset
        case malformedChunk
        case timeout
    }

    var status = 0
    var fields: [String: String] = [:]
    var body = ""
    /// When the head was complete.
    var headReceived = MonotonicInstant(nanoseconds: 0)
    /// Of the HTTP chunks of the body.
    var chunkSizes: [Int] = []
    var chunks: Int { chunkSizes.count }
    var ending = Ending.complete
}
