/// Text of an event stream, which is UTF-8 whatever the response's charset says.
package enum SSEText {
    /// The bytes as text, invalid ones replaced by U+FFFD, as the standard decodes the stream.
    ///
    /// The decoder leaves this to whoever wants text: scanning works on bytes, and no invalid sequence
    /// contains a line end, so that replacing before or after splitting lines gives the same.
    package static func repaired(_ bytes: Span<UInt8>) -> String {
        String(decoding: [UInt8](copying: bytes), as: UTF8.self)
    }
}

extension [UInt8] {
    /// The bytes, copied.
    init(copying bytes: Span<UInt8>) {
        self.init()
        append(bytes)
    }
}
