internal import NIOCore
internal import RunModel

/// The way from the server to a client, where it is worse than the machine's own.
package struct LinkShape: Equatable, Sendable {
    /// Nil: as fast as it gets.
    package var bytesPerSecond: Int?
    /// From a write to its arrival on the other side.
    package var delay = Duration.zero
    /// Between the arrivals of two writes, at least.
    package var gap = Duration.zero

    package init() {}
}

extension LinkShape: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case bytesPerSecond = "bytes_per_second"
        case delay = "delay_ms"
        case gap = "gap_ms"
    }

    /// - Throws: `DecodingError`, also for keys that do not exist.
    package init(from decoder: any Decoder) throws {
        try decoder.rejectKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        bytesPerSecond = try container.decodeCount(.bytesPerSecond, within: 1...1_000_000_000_000)
        delay = try container.decodeMilliseconds(.delay) ?? delay
        gap = try container.decodeMilliseconds(.gap) ?? gap
    }
}

/// The writes of one connection on a link, in their order. No clock, no I/O.
///
/// A write leaves the delay after it was handed over, and not before the one ahead of it has passed; at
/// a rate it passes in pieces, each when its last byte does.
struct PacedLink {
    private struct Piece {
        var bytes: ByteBuffer
        var leaves: MonotonicInstant
    }

    var shape: LinkShape
    private var pieces: CircularBuffer<Piece> = []
    /// When what was accepted last has passed.
    private var busyUntil = MonotonicInstant(nanoseconds: .min)
    private(set) var queuedBytes = 0
    /// What a server may hand over before it sees a client that does not read; as a socket's buffer.
    static let buffer = 16 * 1024
    /// Pieces of a write at a rate, a second.
    private static let piecesPerSecond = 50

    init(_ shape: LinkShape) {
        self.shape = shape
    }

    var isEmpty: Bool { pieces.isEmpty }
    var isFull: Bool { queuedBytes >= Self.buffer }
    /// When the next piece leaves.
    var due: MonotonicInstant? { pieces.first?.leaves }

    mutating func accept(_ bytes: ByteBuffer, at now: MonotonicInstant) {
        var rest = bytes
        guard rest.readableBytes > 0 else { return }
        queuedBytes += rest.readableBytes
        var begins = now + shape.delay
        if busyUntil.nanoseconds > .min { begins = max(begins, busyUntil + shape.gap) }
        let largest = shape.bytesPerSecond.map { max($0 / Self.piecesPerSecond, 1) }
        while rest.readableBytes > 0 {
            let size = min(largest ?? rest.readableBytes, rest.readableBytes)
            guard let piece = rest.readSlice(length: size) else { return }
            if let rate = shape.bytesPerSecond {
                let nanoseconds = Int128(size) * 1_000_000_000 / Int128(rate)
                begins = begins + .nanoseconds(Int64(nanoseconds))
            }
            pieces.append(Piece(bytes: piece, leaves: begins))
        }
        busyUntil = begins
    }

    /// Takes the next piece that has left by `now`.
    mutating func release(by now: MonotonicInstant) -> ByteBuffer? {
        guard let first = pieces.first, first.leaves <= now else { return nil }
        pieces.removeFirst()
        queuedBytes -= first.bytes.readableBytes
        return first.bytes
    }

    /// Throws away what has not left.
    mutating func clear() {
        pieces = []
        queuedBytes = 0
    }
}

/// Where the body of an answer, with its framing, is cut into writes: one from each position to the next,
/// whatever it holds; behind the last, bytes leave as they come.
struct WriteCuts: Equatable, Sendable {
    private var positions: ArraySlice<Int>
    private var sent = 0
    private var held = ByteBuffer()

    /// `positions` count from the body's first byte and ascend.
    init(at positions: [Int]) {
        self.positions = positions[...]
    }

    /// What leaves now that these bytes have come.
    mutating func add(_ bytes: ByteBuffer) -> [ByteBuffer] {
        held.writeImmutableBuffer(bytes)
        var pieces: [ByteBuffer] = []
        while let next = positions.first {
            guard let piece = held.readSlice(length: next - sent) else { return pieces }
            pieces.append(piece)
            sent = next
            positions.removeFirst()
        }
        if let rest = rest() { pieces.append(rest) }
        return pieces
    }

    /// What is left when the answer ends.
    mutating func rest() -> ByteBuffer? {
        guard held.readableBytes > 0 else { return nil }
        defer { held = ByteBuffer() }
        return held
    }
}

extension WriteCuts: Decodable {
    /// - Throws: `DecodingError` unless it is an array of ascending positions from 1.
    init(from decoder: any Decoder) throws {
        let positions = try decoder.singleValueContainer().decode([Int].self)
        let ascend = zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 }
        guard ascend, positions.allSatisfy({ (1...(1 << 30)).contains($0) }) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "write ascending positions from 1"))
        }
        self.init(at: positions)
    }
}
