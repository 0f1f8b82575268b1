/// Decodes an event stream as it arrives, cut anywhere
/// (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation).
///
/// It holds only what the stream has not finished. An event that lies whole in one piece and has one
/// line of data is handed on where it stands; nothing is allocated then. Time is linear in the bytes:
/// no byte is searched twice for the same line end or copied more than once, apart from the growth
/// of a buffer. A fresh decoder has no buffers, because thousands may be idle at once.
package struct SSEDecoder: Sendable {
    /// How much of a comment a sink gets, whatever the comment's length and the cuts.
    package static let keptCommentBytes = 64
    /// The largest buffer that `reset` keeps for the next stream.
    package static let keptCapacityBytes = 64 << 10

    let limits: SSELimits
    var line = LineState.byteOrderMark(matched: 0)
    /// A CR ended the last line: a LF right after it belongs to it.
    var followsCarriageReturn = false
    /// The value of an unfinished line, or the start of an unfinished comment.
    var pending: [UInt8] = []
    /// The event's data so far, where it had to be copied.
    var data: [UInt8] = []
    var hasData = false
    /// Whether the unfinished line is a data line whose beginning is in `data`.
    var isDataLineOpen = false
    var type: [UInt8] = []
    var id: [UInt8] = []
    private var failure: SSEDecodingError?
    /// The lines of the unfinished event that no field begins, cut: many a proxy writes its error into the stream so.
    package private(set) var strangeLines: [UInt8] = []
    /// How much of them a sink gets.
    package static let keptStrangeBytes = 4096

    /// The last `retry` field that was all digits, in milliseconds; the largest integer stands for
    /// anything larger.
    package internal(set) var retryMilliseconds: Int64?

    package init(limits: SSELimits = SSELimits()) {
        self.limits = limits
    }

    /// Whether bytes of an event have come whose end has not. Kept, since another module that asks a value that is computed copies
    /// the decoder for it, each read.
    package private(set) var isInsideEvent = false
    private var holdsPart: Bool { hasData || !type.isEmpty || !line.isBetweenLines }

    /// The data of an event whose end has not come; empty where none has begun.
    package var unfinishedData: [UInt8] { hasData ? data : [] }
    /// Its type, empty where it has none.
    package var unfinishedType: [UInt8] { type }

    /// Bytes of buffers held now.
    package var heldBytes: Int {
        pending.capacity + data.capacity + type.capacity + id.capacity + strangeLines.capacity
    }

    /// Takes the stream's next bytes and calls `sink` for each event and comment they complete.
    ///
    /// - Throws: when a limit is passed, after the events before; from then on always the same error.
    package mutating func decode<Sink: SSEEventSink & ~Copyable>(
        _ bytes: Span<UInt8>, into sink: inout Sink
    ) throws(SSEDecodingError) {
        if let failure { throw failure }
        defer { isInsideEvent = holdsPart }
        do throws(SSEDecodingError) {
            try decodeLines(of: bytes, into: &sink)
        } catch {
            failure = error
            throw error
        }
    }

    /// The same for a sink that is an object.
    package mutating func decode(
        _ bytes: Span<UInt8>, into sink: some SSEEventSink & AnyObject
    ) throws(SSEDecodingError) {
        var sink = sink
        try decode(bytes, into: &sink)
    }

    /// Ends the stream. The standard discards an event that no blank line ended.
    ///
    /// - Returns: whether it ended inside a line or an event.
    @discardableResult
    package mutating func finish() -> Bool {
        let isUnfinished = holdsPart
        forgetEvent()
        pending.removeAll(keepingCapacity: true)
        isDataLineOpen = false
        line = .start
        isInsideEvent = holdsPart
        return isUnfinished
    }

    /// Makes it ready for another stream, keeping buffers of usual size.
    package mutating func reset() {
        finish()
        line = .byteOrderMark(matched: 0)
        followsCarriageReturn = false
        id.removeAll(keepingCapacity: true)
        failure = nil
        retryMilliseconds = nil
        Self.trim(&pending)
        Self.trim(&data)
        Self.trim(&type)
        Self.trim(&id)
    }

    private static func trim(_ buffer: inout [UInt8]) {
        if buffer.capacity > keptCapacityBytes { buffer = [] }
    }

    private mutating func decodeLines<Sink: SSEEventSink & ~Copyable>(
        of bytes: Span<UInt8>, into sink: inout Sink
    ) throws(SSEDecodingError) {
        var position = passByteOrderMark(in: bytes)
        var lineEnds = LineEnds()
        /// The event's only data line, which lies whole in `bytes` and was not copied.
        var inPlace: Range<Int>?
        while position < bytes.count {
            if followsCarriageReturn {
                followsCarriageReturn = false
                if bytes[position] == ASCII.lineFeed {
                    position += 1
                    continue
                }
            }
            let end = lineEnds.first(in: bytes, from: position)
            if position == end, case .start = line {
                dispatch(bytes, inPlace, to: &sink)
                inPlace = nil
            } else {
                let isWhole = line.isBetweenLines
                let value = passName(in: bytes, position..<end)
                guard end < bytes.count else {
                    try keep(bytes, value, &inPlace)
                    break
                }
                try endLine(bytes, value, isWhole: isWhole, &inPlace, into: &sink)
            }
            followsCarriageReturn = bytes[end] == ASCII.carriageReturn
            position = end + 1
        }
        copyData(bytes, &inPlace)
    }

    private mutating func dispatch<Sink: SSEEventSink & ~Copyable>(
        _ bytes: Span<UInt8>, _ inPlace: Range<Int>?, to sink: inout Sink
    ) {
        if !strangeLines.isEmpty {
            sink.strangeLines(strangeLines.span, areAlone: inPlace == nil && !hasData)
        }
        if let inPlace {
            sink.event(bytes.extracting(inPlace), type: type.span, id: id.span)
        } else if hasData {
            sink.event(data.span, type: type.span, id: id.span)
        }
        forgetEvent()
    }

    /// Begins a line that no field begins: by the bytes of its name, and what follows them.
    @inline(never)
    mutating func beginStrangeLine(_ name: FieldName, _ rest: Span<UInt8>) {
        guard strangeLines.count < Self.keptStrangeBytes else { return }
        strangeLines.reserveCapacity(Self.keptStrangeBytes + 8)
        if !strangeLines.isEmpty { strangeLines.append(ASCII.lineFeed) }
        strangeLines += name.bytes
        continueStrangeLine(rest)
    }

    mutating func continueStrangeLine(_ rest: Span<UInt8>) {
        let room = max(0, Self.keptStrangeBytes - strangeLines.count)
        strangeLines.append(rest.extracting(first: room))
    }

    private mutating func forgetEvent() {
        hasData = false
        if !data.isEmpty { data.removeAll(keepingCapacity: true) }
        if !type.isEmpty { type.removeAll(keepingCapacity: true) }
        if !strangeLines.isEmpty { strangeLines = [] }
    }
}
