/// One complete head of a response: what it means for the body, and what the caller wants to know.
struct ResponseFields {
    /// How the body ends (RFC 9112, section 6.3).
    enum Framing: Equatable {
        case none
        case chunked
        case counted(Int)
        case untilClose
    }

    private(set) var head: ResponseHead
    private let wanted: Set<String>
    private(set) var framing = Framing.untilClose
    private(set) var keepsAlive: Bool
    /// A 1xx, which is no answer yet.
    var isInterim: Bool { head.status < 200 }

    private var length: Int?
    private var isChunked = false
    private var codings = 0

    private static let beginning = Array("HTTP/1.".utf8)

    /// Whether a head can have `byte` at `index`, told at once: what is not HTTP may never end a line.
    static func canBegin(_ byte: UInt8, at index: Int) -> Bool {
        index >= beginning.count || beginning[index] == byte
    }

    /// `text` ends with the empty line.
    init(_ text: [UInt8], _ wanted: Set<String>) throws(ResponseFault) {
        self.wanted = wanted
        var lines = Self.lines(of: text)
        guard let first = lines.popLast() else { throw .statusLine }
        let (minor, status) = try Self.statusLine(text[first])
        head = ResponseHead(status: status)
        keepsAlive = minor > 0
        while var line = lines.popLast() {
            // A line that begins with a space goes on with the field before it.
            while let next = lines.last, [0x20, 0x09].contains(text[next.lowerBound]) {
                line = line.lowerBound..<next.upperBound
                lines.removeLast()
            }
            try note(text[line])
        }
        guard head.status != 101 else { throw .switched }
        framing = try decidedFraming()
    }

    /// The lines that are not empty, without their ends, last first.
    private static func lines(of text: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for index in text.indices where text[index] == 0x0A {
            let end = index > start && text[index - 1] == 0x0D ? index - 1 : index
            if end > start { lines.append(start..<end) }
            start = index + 1
        }
        return lines.reversed()
    }

    /// `HTTP/1.x NNN`, and whatever follows the three digits after a space.
    private static func statusLine(
        _ line: ArraySlice<UInt8>
    ) throws(ResponseFault) -> (minor: Int, status: Int) {
        let bytes = Array(line.prefix(13))
        guard bytes.count >= 12, bytes.starts(with: beginning), bytes[8] == 0x20,
            bytes.count == 12 || bytes[12] == 0x20,
            let minor = number(bytes[7...7]), let status = number(bytes[9...11]), status >= 100
        else { throw .statusLine }
        return (minor, status)
    }

    /// Decimal digits and nothing else; nil beyond 18 of them.
    private static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }

    private mutating func note(_ line: ArraySlice<UInt8>) throws(ResponseFault) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        switch name {
        case "content-length":
            for value in Self.items(line[(colon + 1)...]) { try noteLength(value) }
        case "transfer-encoding":
            for value in Self.items(line[(colon + 1)...]) where value.lowercased() != "identity" {
                codings += 1
                isChunked = value.lowercased() == "chunked"
            }
        case "connection":
            for value in Self.items(line[(colon + 1)...]).map({ $0.lowercased() }) {
                if value == "close" { keepsAlive = false }
                if value == "keep-alive" { keepsAlive = true }
            }
        case "content-type":
            head.contentType = Self.value(line[(colon + 1)...])
        default:
            guard wanted.contains(name) else { return }
            head.add(Self.value(line[(colon + 1)...]), to: name)
        }
    }

    private mutating func noteLength(_ text: String) throws(ResponseFault) {
        guard let value = Self.number(text.utf8), length == nil || length == value else {
            throw .contentLength
        }
        length = value
    }

    /// The value without the space around it; where it was folded, the pieces with one space between.
    private static func value(_ bytes: ArraySlice<UInt8>) -> String {
        let lines = bytes.split { $0 == 0x0D || $0 == 0x0A }
        return lines.map(trimmed).filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func items(_ bytes: ArraySlice<UInt8>) -> [String] {
        value(bytes).utf8.split(separator: UInt8(ascii: ",")).map { trimmed(ArraySlice($0)) }
            .filter { !$0.isEmpty }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        var rest = bytes.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }

    private mutating func decidedFraming() throws(ResponseFault) -> Framing {
        if isInterim || head.status == 204 || head.status == 304 { return .none }
        if codings > 0 {
            guard isChunked, codings == 1 else { throw .transferCoding }
            // Both: RFC 9112 wants the connection closed, because someone on the way may have read the
            // other.
            if length != nil { keepsAlive = false }
            return .chunked
        }
        if let length { return .counted(length) }
        keepsAlive = false
        return .untilClose
    }
}
