import Wire

/// What a stream delivered, as text.
enum StreamItem: Equatable, Sendable {
    case event(data: String, type: String = "", id: String = "")
    case comment(String)

    var isEvent: Bool { if case .event = self { true } else { false } }
}

/// A sink that keeps everything.
struct StreamRecord: SSEEventSink, Equatable {
    var items: [StreamItem] = []
    /// Lines that no field begins, which the standard ignores.
    var strange: [String] = []

    mutating func event(_ data: Span<UInt8>, type: Span<UInt8>, id: Span<UInt8>) {
        items.append(
            .event(
                data: SSEText.repaired(data), type: SSEText.repaired(type),
                id: SSEText.repaired(id)))
    }

    mutating func comment(_ text: Span<UInt8>) {
        items.append(.comment(SSEText.repaired(text)))
    }

    mutating func strangeLines(_ text: Span<UInt8>, areAlone: Bool) {
        strange.append((areAlone ? "" : "beside data: ") + SSEText.repaired(text))
    }

    /// Decodes a stream that arrives in these pieces.
    static func decoding(
        _ pieces: [[UInt8]], limits: SSELimits = SSELimits()
    ) throws(SSEDecodingError) -> [StreamItem] {
        var decoder = SSEDecoder(limits: limits)
        var record = StreamRecord()
        for piece in pieces { try decoder.decode(piece.span, into: &record) }
        decoder.finish()
        return record.items
    }
}

extension [UInt8] {
    /// Consecutive pieces of `size` bytes, the last one shorter.
    func pieces(of size: Int) -> [[UInt8]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }

    func cut(at position: Int) -> [[UInt8]] {
        [Array(self[..<position]), Array(self[position...])]
    }

    func cut(at first: Int, _ second: Int) -> [[UInt8]] {
        [Array(self[..<first]), Array(self[first..<second]), Array(self[second...])]
    }
}

extension [[UInt8]] {
    var withEmptyPieces: [[UInt8]] { [[]] + flatMap { [$0, []] } }
}
