import Foundation
import Glibc

/// Answers every connection with what its seed says, and closes it.
final class HostileServer: @unchecked Sendable {
    private let listener: Int32
    let port: UInt16
    private let seed: UInt64
    /// Of the thread that accepts only.
    private var answers: UInt64 = 0

    init(seed: UInt64) throws {
        self.seed = seed
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, bound else { throw CocoaError(.fileReadUnknown) }
        self.listener = listener
        port = address.sin_port.bigEndian
        let thread = Thread { [self] in accepting() }
        thread.start()
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accepting() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else {
                close(listener)
                return
            }
            answers += 1
            // Half of the answers of a server are alike.
            let variant = answers % 2 == 0 ? 0 : answers
            Thread { [seed] in
                HostileAnswer(seed: seed &* 1000 &+ variant).serve(connection)
                close(connection)
            }.start()
        }
    }
}

/// One answer: a head, and a body that may be a stream, in pieces.
struct HostileAnswer {
    private var random: RandomBytes

    init(seed: UInt64) { random = RandomBytes(seed: seed) }

    func serve(_ connection: Int32) {
        var random = random
        var wait = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(
            connection, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var request = [UInt8](repeating: 0, count: 1 << 16)
        guard recv(connection, &request, request.count, 0) > 0 else { return }
        let bytes = Self.answer(&random)
        var sent = 0
        let piece = 1 + random.below(4000)
        while sent < bytes.count {
            let count = Swift.min(piece, bytes.count - sent)
            let written = bytes[sent..<sent + count].withUnsafeBytes {
                send(connection, $0.baseAddress, count, 0)
            }
            guard written > 0 else { return }
            sent += written
            if random.below(3) == 0 { usleep(UInt32(random.below(3000))) }
        }
        shutdown(connection, Int32(SHUT_WR))
        // Until the other side has closed: what is unread would make this a reset.
        while recv(connection, &request, request.count, 0) > 0 {}
    }

    private static func answer(_ random: inout RandomBytes) -> [UInt8] {
        let isStream = random.below(3) > 0
        let body = isStream ? stream(&random) : wholeAnswer(&random)
        let status = ["200 OK", "200 OK", "200 OK", "429 x", "500 x", "400 x", "204 x", "999 x"]
        var head = "HTTP/1.1 \(random.one(status))\r\n"
        head += "Content-Type: \(isStream ? "text/event-stream" : "application/json")\r\n"
        for _ in 0..<random.below(8) { head += field(&random) + "\r\n" }
        switch random.below(4) {
        case 0: head += "Content-Length: \(body.utf8.count)\r\n"
        case 1: head += "Content-Length: \(random.number())\r\n"
        default: head += "Connection: close\r\n"
        }
        return Array((head + "\r\n" + body).utf8)
    }

    private static let fields = [
        "Retry-After", "retry-after-ms", "Date", "x-ratelimit-limit-requests",
        "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", "x-ratelimit-limit-tokens",
        "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens", "x-ratelimit-limit",
        "x-ratelimit-remaining", "x-ratelimit-reset", "anthropic-ratelimit-input-tokens-remaining",
        "anthropic-ratelimit-input-tokens-reset", "RateLimit", "RateLimit-Policy", "Location",
        "Content-Encoding", "Transfer-Encoding",
    ]

    private static func field(_ random: inout RandomBytes) -> String {
        let value = random.one([
            random.number(), random.number(), random.text(), "Fri, 31 Dec 9999 23:59:59 GMT",
            "9999-12-31T23:59:59Z", "300d", "limit=\(random.number()), remaining=0, reset=1",
            "\"default\";r=0;t=\(random.number())", "chunked", "gzip", "0.01s",
        ])
        return "\(random.one(fields)): \(value.filter { $0 != "\n" && $0 != "\r" })"
    }

    private static func stream(_ random: inout RandomBytes) -> String {
        var text = ""
        for _ in 0..<random.below(30) {
            switch random.below(12) {
            case 0: text += ": sent-ns=\(random.number())\n\n"
            case 1: text += ": received-ns=\(random.number())\n\n"
            case 2: text += "event: error\ndata: \(random.text())\n\n"
            case 3: text += "data: {\"choices\":[],\"usage\":\(usage(&random))}\n\n"
            case 4: text += "data: \(wholeAnswer(&random))\n\n"
            case 5: text += "retry: \(random.number())\nid: \(random.text())\n\n"
            default:
                let reason = random.one([
                    "null", "\"stop\"", "\"\(random.text())\"", random.number(),
                ])
                text +=
                    "data: {\"choices\":[{\"index\":\(random.number()),\"delta\":{\"content\":"
                    + "\"\(random.text())\"},\"finish_reason\":\(reason)}]}\n\n"
            }
        }
        return text + random.one(["data: [DONE]\n\n", "", "data: [DO", "\r\r\r"])
    }

    private static func usage(_ random: inout RandomBytes) -> String {
        "{\"prompt_tokens\":\(random.number()),\"completion_tokens\":\(random.number()),"
            + "\"total_tokens\":\(random.number()),\"completion_tokens_details\":"
            + "{\"reasoning_tokens\":\(random.number())}}"
    }

    private static func wholeAnswer(_ random: inout RandomBytes) -> String {
        switch random.below(4) {
        case 0: "{\"error\":{\"message\":\"\(random.text())\",\"code\":\(random.number())}}"
        case 1: "{\"error\":\"\(random.text())\"}"
        case 2: random.text()
        default:
            "{\"choices\":[{\"message\":{\"content\":\"\(random.text())\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":\(usage(&random))}"
        }
    }
}
