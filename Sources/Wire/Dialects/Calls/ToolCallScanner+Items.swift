/// Tool calls that are items of Responses and blocks of Messages.
extension ToolCallScanner {
    // MARK: Responses

    /// An event, or a whole answer, whose items are its calls.
    mutating func scanResponses(
        _ bytes: Span<UInt8>, _ take: (ToolCallPiece) -> Void
    ) throws(BrokenJSON) {
        try begin(bytes)
        var (delta, whole) = (ToolCallPiece(), ToolCallPiece(isWhole: true))
        var item: ToolCallPiece?
        var (index, type) = (Int64(0), JSONString?.none)
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "type", in: bytes) {
                type = try values.string(bytes)
            } else if name.isEqual(to: "output_index", in: bytes) {
                index = try values.count(bytes) ?? 0
            } else if name.isEqual(to: "delta", in: bytes) {
                try scanArguments(bytes, into: &delta)
            } else if name.isEqual(to: "arguments", in: bytes)
                || name.isEqual(to: "input", in: bytes)
            {
                try scanArguments(bytes, into: &whole)
            } else if name.isEqual(to: "item", in: bytes) {
                item = try scanItem(bytes)
            } else if name.isEqual(to: "response", in: bytes) {
                try scanResponse(bytes, take)
            } else if name.isEqual(to: "output", in: bytes) {
                try scanItems(bytes, take)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        guard let type else { return }
        let isDelta = bytes.extracting(type.range).ends(in: ".delta")
        if var piece = Self.isItem(type, bytes) ? item : isDelta ? delta : whole {
            guard Self.isItem(type, bytes) || Self.isOfCall(type, bytes) else { return }
            piece.index = index
            piece.isText =
                piece.isText || bytes.extracting(type.range).begins(with: "response.custom_tool")
            take(piece)
        }
    }

    private static func isItem(_ type: JSONString, _ bytes: Span<UInt8>) -> Bool {
        bytes.extracting(type.range).begins(with: "response.output_item.")
    }

    private static func isOfCall(_ type: JSONString, _ bytes: Span<UInt8>) -> Bool {
        let name = bytes.extracting(type.range)
        return name.begins(with: "response.function_call_arguments.")
            || name.begins(with: "response.mcp_call")
            || name.begins(with: "response.custom_tool_call_input.")
    }

    private mutating func scanResponse(
        _ bytes: Span<UInt8>, _ take: (ToolCallPiece) -> Void
    ) throws(BrokenJSON) {
        guard try values.enters(ASCII.openBrace, bytes) else { return }
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "output", in: bytes) {
                try scanItems(bytes, take)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
    }

    private mutating func scanItems(
        _ bytes: Span<UInt8>, _ take: (ToolCallPiece) -> Void
    ) throws(BrokenJSON) {
        guard try values.enters(ASCII.openBracket, bytes) else { return }
        var index: Int64 = 0
        while try values.reader.hasNextElement(bytes) {
            if var piece = try scanItem(bytes) {
                piece.index = index
                take(piece)
            }
            index &+= 1
        }
    }

    /// Nil where the item is no call.
    private mutating func scanItem(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ToolCallPiece? {
        guard try values.enters(ASCII.openBrace, bytes) else { return nil }
        var piece = ToolCallPiece(isWhole: true)
        var type: JSONString?
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "type", in: bytes) {
                type = try values.string(bytes)
            } else if name.isEqual(to: "id", in: bytes) {
                piece.id = try values.string(bytes)?.range
            } else if name.isEqual(to: "name", in: bytes) {
                piece.hasName = try isText(bytes)
            } else if name.isEqual(to: "arguments", in: bytes)
                || name.isEqual(to: "input", in: bytes)
            {
                try scanArguments(bytes, into: &piece)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        piece.isText = type?.isEqual(to: "custom_tool_call", in: bytes) ?? false
        let isCall =
            piece.isText || type?.isEqual(to: "function_call", in: bytes) == true
            || type?.isEqual(to: "mcp_call", in: bytes) == true
        return isCall ? piece : nil
    }

    // MARK: Messages

    /// An event of a block, or a whole answer, whose blocks are its calls.
    mutating func scanMessages(
        _ bytes: Span<UInt8>, _ take: (ToolCallPiece) -> Void
    ) throws(BrokenJSON) {
        try begin(bytes)
        var index: Int64 = 0
        var piece: ToolCallPiece?
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "index", in: bytes) {
                index = try values.count(bytes) ?? 0
            } else if name.isEqual(to: "content_block", in: bytes)
                || name.isEqual(to: "delta", in: bytes)
            {
                piece = try scanBlock(bytes) ?? piece
            } else if name.isEqual(to: "content", in: bytes) {
                try scanBlocks(bytes, take)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        piece?.index = index
        if let piece { take(piece) }
    }

    private mutating func scanBlocks(
        _ bytes: Span<UInt8>, _ take: (ToolCallPiece) -> Void
    ) throws(BrokenJSON) {
        guard try values.enters(ASCII.openBracket, bytes) else { return }
        var index: Int64 = 0
        while try values.reader.hasNextElement(bytes) {
            if var piece = try scanBlock(bytes) {
                piece.index = index
                take(piece)
            }
            index &+= 1
        }
    }

    /// Nil where the block, or the delta of one, is of no call.
    private mutating func scanBlock(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ToolCallPiece? {
        guard try values.enters(ASCII.openBrace, bytes) else { return nil }
        var piece = ToolCallPiece()
        var isCall = false
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "type", in: bytes) {
                let type = try values.string(bytes)
                isCall =
                    isCall
                    || MessagesScanner.tools.indices.contains {
                        type?.isEqual(to: MessagesScanner.tools[$0], in: bytes) == true
                    }
            } else if name.isEqual(to: "partial_json", in: bytes) {
                piece.arguments = try values.string(bytes)?.range
                isCall = true
            } else if name.isEqual(to: "id", in: bytes) {
                piece.id = try values.string(bytes)?.range
            } else if name.isEqual(to: "name", in: bytes) {
                piece.hasName = try isText(bytes)
            } else if name.isEqual(to: "input", in: bytes) {
                try scanArguments(bytes, into: &piece)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        return isCall ? piece : nil
    }
}
