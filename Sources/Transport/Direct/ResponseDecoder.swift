/// Finds the head and the body of HTTP/1.1 responses (RFC 9112) in what a connection delivers, wherever
/// it is cut into reads. It copies heads only and knows no sockets.
///
/// It is as patient as libcurl with what servers really send (bare line feeds, folded fields, fields
/// without a colon), and as strict where a response could be taken for another: lengths that differ, codings it
/// cannot undo, sizes beyond reason.
struct ResponseDecoder {
    /// What `next` found.
    enum Piece: Equatable {
        /// All bytes are used up.
        case more
        /// The final head is complete: `head` holds it.
        case head
        /// These bytes are body.
        case body(Range<Int>)
        /// The response is whole; bytes that are left belong to nothing.
        case end
        /// What came is no response.
        case broken(ResponseFault)
    }

    private enum State {
        /// Next: itself after a 1xx, then the body's first state, or `ended`.
        case head
        /// Next: `chunkExtension`, `chunk`, `trailers`.
        case chunkSize
        /// Next: `chunk`, `trailers`.
        case chunkExtension
        /// Next: `chunkEnd`.
        case chunk
        /// Next: `chunkSize`.
        case chunkEnd
        /// Next: `ended`.
        case trailers
        /// Next: `ended`.
        case counted
        /// Ends with the connection.
        case untilClose
        case ended
    }

    /// libcurl's own bound of a response's heads together.
    static let headLimit = 300 << 10
    /// Of the line after a chunk's size, and of all trailers.
    static let extensionLimit = 16 << 10
    private static let maxSizeDigits = 15

    /// The final head; valid from `.head` on.
    private(set) var head = ResponseHead(status: 0)
    /// Of all heads of the response, those of 1xx included.
    private(set) var headBytes = 0
    /// Whether the connection can carry another request after this response.
    private(set) var keepsAlive = false
    private let wanted: Set<String>
    private var state = State.head
    private var headText: [UInt8] = []
    /// Bytes of the present line of a head or trailer, its end not counted.
    private var lineLength = 0
    /// Of the chunk or the counted body.
    private var remaining = 0
    private var sizeDigits = 0
    private var extensionBytes = 0

    /// `wanted` are the names, in lower case, of the fields that heads are to have.
    init(wanting wanted: Set<String> = []) {
        self.wanted = wanted
    }

    /// Makes ready for the next response on the same connection.
    mutating func reset() {
        state = .head
        headText.removeAll(keepingCapacity: true)
        lineLength = 0
        headBytes = 0
        keepsAlive = false
    }

    /// Whether the bytes so far end between a chunk's data and the lines around it, which then came apart.
    var isInsideFraming: Bool {
        switch state {
        case .chunkEnd, .chunkExtension: true
        case .chunkSize: sizeDigits > 0
        case .head, .chunk, .trailers, .counted, .untilClose, .ended: false
        }
    }

    /// The next piece of `bytes` from `position` on, which moves behind it.
    mutating func next(in bytes: Span<UInt8>, from position: inout Int) -> Piece {
        while true {
            switch state {
            case .ended:
                return .end
            case .head:
                if let piece = readHead(bytes, &position) { return piece }
            case .untilClose:
                guard position < bytes.count else { return .more }
                defer { position = bytes.count }
                return .body(position..<bytes.count)
            case .chunk, .counted:
                return readCounted(bytes, &position)
            case .chunkSize, .chunkExtension, .chunkEnd:
                if let piece = readChunkLine(bytes, &position) { return piece }
            case .trailers:
                if let piece = readTrailers(bytes, &position) { return piece }
            }
        }
    }

    /// The connection has ended: `.end` where that ends the response, else it was cut.
    mutating func connectionClosed() -> Piece {
        if state == .untilClose { state = .ended }
        return state == .ended ? .end : .broken(.cut)
    }

    // MARK: The body

    private mutating func readCounted(_ bytes: Span<UInt8>, _ position: inout Int) -> Piece {
        let start = position
        let end = start + min(remaining, bytes.count - start)
        guard end > start else { return .more }
        position = end
        remaining -= end - start
        if remaining == 0 { state = state == .chunk ? .chunkEnd : .ended }
        return .body(start..<end)
    }

    /// Reads the lines between the data of chunks; nil when a state was left.
    private mutating func readChunkLine(_ bytes: Span<UInt8>, _ position: inout Int) -> Piece? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch state {
            case .chunkSize:
                if let digit = Self.hexDigit(byte) {
                    sizeDigits += 1
                    guard sizeDigits <= Self.maxSizeDigits else { return .broken(.chunkSize) }
                    remaining = remaining << 4 | digit
                    continue
                }
                // RFC 9112 has an extension follow the size; some servers fill up with spaces.
                guard sizeDigits > 0, byte == 0x0D || byte == 0x0A || Self.isSpaceOrSemicolon(byte)
                else { return .broken(.chunkSize) }
                state = .chunkExtension
                extensionBytes = 0
            case .chunkExtension:
                extensionBytes += 1
                guard extensionBytes <= Self.extensionLimit else { return .broken(.tooLong) }
            default:
                guard byte == 0x0D || byte == 0x0A else { return .broken(.chunkEnd) }
                if byte == 0x0A {
                    beginChunk()
                    continue
                }
            }
            if byte == 0x0A, state == .chunkExtension {
                state = remaining > 0 ? .chunk : .trailers
                extensionBytes = 0
                lineLength = 0
                return nil
            }
        }
        return .more
    }

    private mutating func beginChunk() {
        state = .chunkSize
        remaining = 0
        sizeDigits = 0
    }

    private mutating func readTrailers(_ bytes: Span<UInt8>, _ position: inout Int) -> Piece? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            extensionBytes += 1
            guard extensionBytes <= Self.extensionLimit else { return .broken(.tooLong) }
            if endsEmptyLine(byte) {
                state = .ended
                return nil
            }
        }
        return .more
    }

    private static func isSpaceOrSemicolon(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ";")
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: nil
        }
    }

    // MARK: The head

    /// Collects a head; nil when a state was left or a 1xx passed over.
    private mutating func readHead(_ bytes: Span<UInt8>, _ position: inout Int) -> Piece? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            headBytes += 1
            guard headBytes <= Self.headLimit else { return .broken(.tooLong) }
            guard ResponseFields.canBegin(byte, at: headText.count) else {
                return .broken(.notHTTP)
            }
            headText.append(byte)
            if endsEmptyLine(byte) { return headComplete() }
        }
        return .more
    }

    private mutating func headComplete() -> Piece? {
        let fields: ResponseFields
        do throws(ResponseFault) {
            fields = try ResponseFields(headText, wanted)
        } catch {
            return .broken(error)
        }
        headText.removeAll(keepingCapacity: true)
        if fields.isInterim { return nil }
        head = fields.head
        keepsAlive = fields.keepsAlive
        switch fields.framing {
        case .none: state = .ended
        case .chunked: beginChunk()
        case .counted(let length):
            remaining = length
            state = length > 0 ? .counted : .ended
        case .untilClose: state = .untilClose
        }
        return .head
    }

    /// Whether `byte` ends an empty line; a line feed alone ends a line too (RFC 9112, section 2.2).
    private mutating func endsEmptyLine(_ byte: UInt8) -> Bool {
        if byte == 0x0A {
            defer { lineLength = 0 }
            return lineLength == 0
        }
        if byte != 0x0D { lineLength += 1 }
        return false
    }
}

/// Why what came is no response.
enum ResponseFault: Error, Equatable {
    case notHTTP
    case statusLine
    case contentLength
    case transferCoding
    /// To another protocol, which nobody asked for.
    case switched
    case chunkSize
    case chunkEnd
    case tooLong
    /// The connection ended first.
    case cut

    /// One line for the record.
    var message: String {
        switch self {
        case .notHTTP: "the answer does not begin with HTTP/"
        case .statusLine: "the answer's status line is not HTTP/1.0 or HTTP/1.1"
        case .contentLength: "the answer's Content-Length is no number, or there are two"
        case .transferCoding: "the answer has a transfer coding other than chunked"
        case .switched: "the answer switches to another protocol"
        case .chunkSize: "a chunk's size in the answer is no number"
        case .chunkEnd: "a chunk in the answer is longer than its size"
        case .tooLong: "the answer's head, chunk extension or trailers are too long"
        case .cut: "the connection was closed before the answer was whole"
        }
    }
}
