internal import Wire

/// Words that some send as data to keep a connection alive.
enum Heartbeat {
    static func isOne(_ data: Span<UInt8>) -> Bool {
        data.count <= longest && words.contains(SSEText.repaired(data).lowercased())
    }

    private static let longest = 16
    private static let words: Set = [
        "ping", "[ping]", "pong", "keepalive", "keep-alive", "[keepalive]", "heartbeat",
        "[heartbeat]", "ok",
    ]
}
