import Foundation
import Glibc
import Testing

/// A request written by hand, and what comes back: no library that would mend what a test does on purpose.
final class PlainHTTP {
    private let descriptor: Int32
    private(set) var received = Data()

    /// Connects to `address`, `http://127.0.0.1:4321/…`.
    init(_ address: String) throws {
        let url = try #require(URL(string: address))
        let port = try #require(url.port)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = in_port_t(UInt16(port)).bigEndian
        place.sin_addr.s_addr = inet_addr("127.0.0.1")
        var limit = timeval(tv_sec: 90, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let code = withUnsafePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(code == 0, "cannot connect to \(address)")
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    var text: String { String(decoding: received, as: UTF8.self) }

    /// Reads until `isEnough`, the other side closes, or 90 s pass without a byte.
    func read(until isEnough: (String) -> Bool = { _ in false }) {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while !isEnough(text) {
            let count = recv(descriptor, &block, block.count, 0)
            guard count > 0 else { return }
            received.append(contentsOf: block[..<count])
        }
    }

    /// One request on a connection of its own.
    ///
    /// - Returns: the status and the whole answer; 0 where none came.
    static func call(
        _ method: String, _ address: String, headers: [String: String] = [:], body: String = ""
    ) throws -> (status: Int, text: String) {
        let url = try #require(URL(string: address))
        let connection = try PlainHTTP(address)
        var lines = ["\(method) \(url.path(percentEncoded: true)) HTTP/1.1"]
        let own = ["Host": "127.0.0.1:\(url.port ?? 0)", "Connection": "close"]
        for (name, value) in own.merging(headers, uniquingKeysWith: { $1 }) {
            lines.append("\(name): \(value)")
        }
        if method == "POST" { lines.append("Content-Length: \(body.utf8.count)") }
        connection.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
        connection.read()
        let status = connection.text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (status ?? 0, connection.text)
    }

    /// A page that listens to events.
    static func listen(_ address: String) throws -> PlainHTTP {
        let url = try #require(URL(string: address))
        let connection = try PlainHTTP(address)
        connection.send(
            "GET \(url.path(percentEncoded: true))events HTTP/1.1\r\n"
                + "Host: 127.0.0.1:\(url.port ?? 0)\r\n\r\n")
        return connection
    }
}
