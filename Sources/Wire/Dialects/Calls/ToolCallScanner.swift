/// Reads the tool calls of events that are known to hold some: a second look at few events, apart from the pass that
/// every event takes.
struct ToolCallScanner {
    var values = ChunkScanner()
    /// Whether the bytes are a whole answer.
    let isWhole: Bool

    init(isWhole: Bool) {
        self.isWhole = isWhole
    }

    mutating func begin(_ bytes: Span<UInt8>) throws(BrokenJSON) {
        if bytes.extracting(first: 3).begins(with: 0xEF, 0xBB, 0xBF) { values.reader.position = 3 }
        guard try values.reader.peek(bytes) == ASCII.openBrace else { throw BrokenJSON() }
        try values.reader.enter()
    }

    /// The text of arguments, or that they are JSON as it stands, unless that is empty.
    mutating func scanArguments(
        _ bytes: Span<UInt8>, into piece: inout ToolCallPiece
    ) throws(BrokenJSON) {
        if try values.reader.peek(bytes) == ASCII.quote {
            piece.arguments = try values.string(bytes)?.range
        } else {
            piece.isObject = try !values.scanValue(.json(.toolCall), bytes).isEmpty
        }
    }

    mutating func isText(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Bool {
        try !(values.string(bytes)?.range.isEmpty ?? true)
    }

    // MARK: Chat

    mutating func scanChat(
        _ bytes: Span<UInt8>, _ take: (ToolCallPiece) -> Void
    ) throws(BrokenJSON) {
        try begin(bytes)
        while let name = try values.reader.nextName(bytes) {
            guard name.isEqual(to: "choices", in: bytes),
                try values.reader.peek(bytes) == ASCII.openBracket
            else {
                try values.reader.skipValue(bytes)
                continue
            }
            try values.reader.enter()
            while try values.reader.hasNextElement(bytes) { try scanChoice(bytes, take) }
        }
    }

    private mutating func scanChoice(
        _ bytes: Span<UInt8>, _ take: (ToolCallPiece) -> Void
    ) throws(BrokenJSON) {
        // Its index and whether there is a delta may stand behind the calls.
        let start = values.reader
        var choice: Int64 = 0
        var hasDelta = false
        guard try values.enters(ASCII.openBrace, bytes) else { return }
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "index", in: bytes) {
                choice = try values.count(bytes) ?? 0
            } else {
                if name.isEqual(to: "delta", in: bytes) {
                    hasDelta = try values.reader.peek(bytes) == ASCII.openBrace
                }
                try values.reader.skipValue(bytes)
            }
        }
        values.reader = start
        guard try values.enters(ASCII.openBrace, bytes) else { return }
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: hasDelta ? "delta" : "message", in: bytes) {
                try scanMessage(bytes, choice: choice, isWhole: isWhole || !hasDelta, take)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
    }

    private mutating func scanMessage(
        _ bytes: Span<UInt8>, choice: Int64, isWhole: Bool, _ take: (ToolCallPiece) -> Void
    ) throws(BrokenJSON) {
        guard try values.enters(ASCII.openBrace, bytes) else { return }
        // So many calls has no choice.
        var piece = ToolCallPiece(index: min(choice, 1 << 20) << 20, isWhole: isWhole)
        let first = piece.index
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "function_call", in: bytes) {
                var call = piece
                try scanFunction(bytes, into: &call)
                take(call)
            } else if name.isEqual(to: "tool_calls", in: bytes),
                try values.reader.peek(bytes) == ASCII.openBracket
            {
                try values.reader.enter()
                while try values.reader.hasNextElement(bytes) {
                    var call = piece
                    try scanCall(bytes, first: first, into: &call)
                    take(call)
                    piece.index &+= 1
                }
            } else {
                try values.reader.skipValue(bytes)
            }
        }
    }

    /// An element of `tool_calls`, whose place is its index where it has one.
    private mutating func scanCall(
        _ bytes: Span<UInt8>, first: Int64, into call: inout ToolCallPiece
    ) throws(BrokenJSON) {
        guard try values.enters(ASCII.openBrace, bytes) else { return }
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "index", in: bytes) {
                if let index = try values.count(bytes) { call.index = first &+ index }
            } else if name.isEqual(to: "id", in: bytes) {
                call.id = try values.string(bytes)?.range
            } else if name.isEqual(to: "function", in: bytes) {
                try scanFunction(bytes, into: &call)
            } else if name.isEqual(to: "custom", in: bytes) {
                call.isText = true
                try scanFunction(bytes, into: &call)
            } else if name.isEqual(to: "name", in: bytes) {
                call.hasName = try isText(bytes)
            } else if name.isEqual(to: "arguments", in: bytes) {
                try scanArguments(bytes, into: &call)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
    }

    private mutating func scanFunction(
        _ bytes: Span<UInt8>, into call: inout ToolCallPiece
    ) throws(BrokenJSON) {
        guard try values.enters(ASCII.openBrace, bytes) else { return }
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "name", in: bytes) {
                call.hasName = try isText(bytes)
            } else if name.isEqual(to: "arguments", in: bytes)
                || name.isEqual(to: "input", in: bytes)
            {
                try scanArguments(bytes, into: &call)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
    }
}
