internal import NIOCore
internal import NIOHTTP1

/// The status line and fields of a response as bytes.
enum ResponseHead {
    static func bytes(status: Int, fields: [(String, String)], closes: Bool) -> ByteBuffer {
        let reason = HTTPResponseStatus(statusCode: status).reasonPhrase
        var bytes = ByteBuffer(string: "HTTP/1.1 \(status) \(reason)\r\n")
        for (name, value) in fields { bytes.writeString("\(name): \(value)\r\n") }
        if closes { bytes.writeString("connection: close\r\n") }
        bytes.writeString("\r\n")
        return bytes
    }
}
