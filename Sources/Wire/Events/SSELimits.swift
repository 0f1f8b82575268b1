/// What a stream may make an `SSEDecoder` hold. Comments and unknown fields are not held, so they
/// may be of any length.
package struct SSELimits: Sendable, Equatable {
    /// The data of one event, line ends between its lines included.
    package var dataBytes: Int
    /// The value of one other field: `event`, `id` or `retry`.
    package var fieldBytes: Int

    package init(dataBytes: Int = 16 << 20, fieldBytes: Int = 64 << 10) {
        self.dataBytes = dataBytes
        self.fieldBytes = fieldBytes
    }
}

/// Why a stream cannot be decoded further.
package enum SSEDecodingError: Error, Sendable, Hashable {
    /// An event's data grew beyond `SSELimits.dataBytes`.
    case dataTooLong(limitBytes: Int)
    /// A field's value grew beyond `SSELimits.fieldBytes`.
    case fieldTooLong(limitBytes: Int)
}
