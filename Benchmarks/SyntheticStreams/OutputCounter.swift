package import Wire

/// Scans every event and counts those with output.
package struct OutputCounter: SSEEventSink {
    package private(set) var outputs = 0
    private let api: API

    package init(_ api: API = .chat) {
        self.api = api
    }

    package mutating func event(_ data: Span<UInt8>, type: Span<UInt8>, id: Span<UInt8>) {
        if api.facts(ofEvent: data, type: type).output != nil { outputs += 1 }
    }

    package mutating func comment(_ text: Span<UInt8>) {}
}

/// Only counts events.
package struct EventCounter: SSEEventSink {
    package private(set) var events = 0

    package init() {}

    package mutating func event(_ data: Span<UInt8>, type: Span<UInt8>, id: Span<UInt8>) {
        events += 1
    }

    package mutating func comment(_ text: Span<UInt8>) {}
}
