extension SSEDecoder {
    /// Keeps the bytes of a line that the piece does not finish.
    mutating func keep(
        _ bytes: Span<UInt8>, _ value: Range<Int>, _ inPlace: inout Range<Int>?
    ) throws(SSEDecodingError) {
        switch line {
        case .colon(.data), .value(.data):
            try appendData(bytes, value, &inPlace)
            isDataLineOpen = true
        case .colon(.comment), .value(.comment):
            appendComment(bytes, value)
        case .colon, .value:
            try appendPending(bytes, value)
        case .byteOrderMark, .start, .name, .ignored:
            break
        }
    }

    /// Applies a finished line. `isWhole` says that all of it lies in `bytes`.
    mutating func endLine<Sink: SSEEventSink & ~Copyable>(
        _ bytes: Span<UInt8>, _ value: Range<Int>, isWhole: Bool, _ inPlace: inout Range<Int>?,
        into sink: inout Sink
    ) throws(SSEDecodingError) {
        let field: Field?
        switch line {
        case .name(let name):
            field = name.field
            if field == nil { beginStrangeLine(name, bytes.extracting(first: 0)) }
        case .colon(let known), .value(let known): field = known
        case .byteOrderMark, .start, .ignored: field = nil
        }
        line = .start
        switch field {
        case .data:
            try endData(bytes, value, &inPlace)
        case .comment where isWhole:
            let kept = min(value.count, Self.keptCommentBytes)
            sink.comment(bytes.extracting(value.lowerBound..<value.lowerBound + kept))
        case .comment:
            appendComment(bytes, value)
            sink.comment(pending.span)
            pending.removeAll(keepingCapacity: true)
        case .some(let other):
            try appendPending(bytes, value)
            assign(other)
            pending.removeAll(keepingCapacity: true)
        case nil:
            break
        }
    }

    /// Moves data that stands in the piece to the buffer, because the piece ends before the event, or
    /// because the event has another line of data.
    mutating func copyData(_ bytes: Span<UInt8>, _ inPlace: inout Range<Int>?) {
        guard let range = inPlace else { return }
        data.append(bytes.extracting(range))
        inPlace = nil
    }

    private mutating func endData(
        _ bytes: Span<UInt8>, _ value: Range<Int>, _ inPlace: inout Range<Int>?
    ) throws(SSEDecodingError) {
        if hasData {
            try appendData(bytes, value, &inPlace)
        } else {
            guard value.count <= limits.dataBytes else {
                throw .dataTooLong(limitBytes: limits.dataBytes)
            }
            inPlace = value
            hasData = true
        }
        isDataLineOpen = false
    }

    private mutating func appendData(
        _ bytes: Span<UInt8>, _ value: Range<Int>, _ inPlace: inout Range<Int>?
    ) throws(SSEDecodingError) {
        copyData(bytes, &inPlace)
        let separator = hasData && !isDataLineOpen ? 1 : 0
        guard data.count + separator + value.count <= limits.dataBytes else {
            throw .dataTooLong(limitBytes: limits.dataBytes)
        }
        if separator == 1 { data.append(ASCII.lineFeed) }
        data.append(bytes.extracting(value))
        hasData = true
    }

    private mutating func appendPending(
        _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(SSEDecodingError) {
        guard pending.count + value.count <= limits.fieldBytes else {
            throw .fieldTooLong(limitBytes: limits.fieldBytes)
        }
        pending.append(bytes.extracting(value))
    }

    private mutating func appendComment(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        let kept = min(value.count, Self.keptCommentBytes - pending.count)
        pending.append(bytes.extracting(value.lowerBound..<value.lowerBound + kept))
    }

    private mutating func assign(_ field: Field) {
        switch field {
        case .type:
            swap(&type, &pending)
        case .id where !pending.contains(0):
            swap(&id, &pending)
        case .retry where pending.allSatisfy { ASCII.zero...ASCII.nine ~= $0 } && !pending.isEmpty:
            retryMilliseconds = pending.span.decimalNumber ?? .max
        case .id, .retry, .data, .comment:
            break
        }
    }
}
