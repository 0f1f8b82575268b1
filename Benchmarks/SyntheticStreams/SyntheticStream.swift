package import Wire

/// Bytes of an event stream as each API sends them.
package enum SyntheticStream {
    /// The size of an event, that of common servers' events.
    package static let chunkBytes = 300

    /// One event of the API that carries eleven bytes of content.
    package static func chunk(of api: API = .chat) -> [UInt8] {
        let (head, tail) = parts(of: api)
        let filling = String(repeating: "0", count: chunkBytes - head.utf8.count - tail.utf8.count)
        return Array((head + filling + tail).utf8)
    }

    /// `count` such events in one piece, as a client finds them that was busy for a while.
    package static func piece(events count: Int) -> [UInt8] {
        Array(repeatElement(chunk(), count: count).joined())
    }

    /// What stands before and behind a value that fills it up to its size.
    private static func parts(of api: API) -> (String, String) {
        switch api {
        case .chat:
            (
                #"data: {"id":"chatcmpl-0123456789abcdef0123456789","object":"chat.completion.chunk","#
                    + #""created":1770000000,"model":"measured-model-2026-01-01","#
                    + #""system_fingerprint":"fp_"#,
                #"","choices":[{"index":0,"delta":{"content":" everything"},"logprobs":null,"#
                    + #""finish_reason":null}]}"# + "\n\n"
            )
        case .completions:
            (
                #"data: {"id":"cmpl-0123456789abcdef0123456789","object":"text_completion","#
                    + #""created":1770000000,"model":"measured-model-2026-01-01","#
                    + #""system_fingerprint":"fp_"#,
                #"","choices":[{"index":0,"text":" everything","logprobs":null,"#
                    + #""finish_reason":null}]}"# + "\n\n"
            )
        case .responses:
            (
                "event: response.output_text.delta\n"
                    + #"data: {"type":"response.output_text.delta","sequence_number":17,"#
                    + #""item_id":"msg_0123456789abcdef","output_index":0,"content_index":0,"#
                    + #""delta":" everything","logprobs":[],"obfuscation":""#,
                #""}"# + "\n\n"
            )
        case .messages:
            (
                "event: content_block_delta\n"
                    + #"data: {"type":"content_block_delta","index":0,"#
                    + #""delta":{"type":"text_delta","text":" everything"},"p":""#,
                #""}"# + "\n\n"
            )
        }
    }
}
