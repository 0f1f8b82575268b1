/// Takes what an `SSEDecoder` finds, in the order of the stream.
///
/// The spans are valid during the call only. A sink must not call the decoder that calls it.
package protocol SSEEventSink: ~Copyable {
    /// An event with data; `type` is empty for the default, "message". `data` has no line end at its
    /// end, and invalid UTF-8 stands in it as it came: `SSEText.repaired` makes text of it.
    mutating func event(_ data: Span<UInt8>, type: Span<UInt8>, id: Span<UInt8>)

    /// A comment line: at most its first `SSEDecoder.keptCommentBytes` bytes, after the colon and one
    /// blank. Servers send comments to keep a connection alive.
    mutating func comment(_ text: Span<UInt8>)

    /// The lines of an event that no field of the standard begins, joined, at most their first 4 KiB. They come before
    /// the event's data; `areAlone` where it has none.
    mutating func strangeLines(_ text: Span<UInt8>, areAlone: Bool)
}

extension SSEEventSink where Self: ~Copyable {
    /// The standard ignores them.
    package mutating func strangeLines(_ text: Span<UInt8>, areAlone: Bool) {}
}
