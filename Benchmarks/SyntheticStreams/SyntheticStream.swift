/// Bytes of an event stream as the API sends them.
package enum SyntheticStream {
    /// The size of `chunk`, that of common servers' events.
    package static let chunkBytes = 300

    /// One event that carries eleven bytes of content.
    package static let chunk: [UInt8] = {
        let head =
            #"data: {"id":"chatcmpl-0123456789abcdef0123456789","object":"chat.completion.chunk","#
            + #""created":1770000000,"model":"measured-model-2026-01-01","#
            + #""system_fingerprint":"fp_"#
        let tail =
            #"","choices":[{"index":0,"delta":{"content":" everything"},"logprobs":null,"#
            + #""finish_reason":null}]}"# + "\n\n"
        let filling = String(repeating: "0", count: chunkBytes - head.utf8.count - tail.utf8.count)
        return Array((head + filling + tail).utf8)
    }()

    /// `count` such events in one piece, as a client finds them that was busy for a while.
    package static func piece(events count: Int) -> [UInt8] {
        Array(repeatElement(chunk, count: count).joined())
    }
}
