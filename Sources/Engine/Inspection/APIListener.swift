internal import Wire

/// Hears which API a stream is of.
struct APIListener: SSEEventSink {
    private(set) var api: API?

    mutating func event(_ data: Span<UInt8>, type: Span<UInt8>, id: Span<UInt8>) {
        api = api ?? API(speaking: data, type: type)
    }

    mutating func comment(_ text: Span<UInt8>) {}
}
