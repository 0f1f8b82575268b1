extension ChunkScanner {
    /// Reads an object by its table.
    mutating func scanOutput(
        _ table: OutputTable, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> OutputBytes {
        switch table {
        case .delta: try scanMembers(OutputTable.deltaMembers, bytes)
        case .contentPart: try scanMembers(OutputTable.contentPartMembers, bytes)
        case .thought: try scanMembers(OutputTable.thoughtMembers, bytes)
        case .summary: try scanMembers(OutputTable.summaryMembers, bytes)
        case .toolCall: try scanMembers(OutputTable.toolCallMembers, bytes)
        case .function: try scanMembers(OutputTable.functionMembers, bytes)
        case .customTool: try scanMembers(OutputTable.customToolMembers, bytes)
        case .audio: try scanMembers(OutputTable.audioMembers, bytes)
        case .medium: try scanMembers(OutputTable.mediumMembers, bytes)
        case .address: try scanMembers(OutputTable.addressMembers, bytes)
        case .value: try scanMembers(OutputTable.valueMembers, bytes)
        case .block: try scanMembers(OutputTable.blockMembers, bytes)
        case .blockDelta: try scanMembers(OutputTable.blockDeltaMembers, bytes)
        case .vendorFields: try scanMembers(OutputTable.vendorFieldsMembers, bytes)
        }
    }

    @inline(__always)
    private mutating func scanMembers<let count: Int>(
        _ members: InlineArray<count, OutputMember>, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> OutputBytes {
        var total = OutputBytes()
        guard try enters(ASCII.openBrace, bytes) else { return total }
        // A place a row, because of members with the same name the last counts; and which of them are in use.
        var found = InlineArray<count, OutputBytes>(repeating: OutputBytes())
        var rows: UInt32 = 0
        while let name = try reader.nextName(bytes) {
            if let row = members.indices.first(where: {
                name.isEqual(to: members[$0].name, in: bytes)
            }) {
                found[row] = try scanValue(members[row].form, bytes)
                rows |= 1 << UInt32(row)
            } else {
                try reader.skipValue(bytes)
            }
        }
        var longest = OutputBytes()
        while rows != 0 {
            let row = rows.trailingZeroBitCount
            rows &= rows &- 1
            if members[row].isAlternative {
                longest.widen(to: found[row])
            } else {
                total.add(found[row])
            }
        }
        total.add(longest)
        total.settleThinking()
        return total
    }

    mutating func scanValue(
        _ form: OutputForm, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> OutputBytes {
        switch form {
        case .text(let kind):
            return try scanText(kind, bytes)
        case .json(let kind):
            if try reader.peek(bytes) == ASCII.quote { return try scanText(kind, bytes) }
            return OutputBytes(kind, try containerBytes(bytes))
        case .nested(let table, let text):
            return try scanNested(table, text, bytes)
        case .medium(let kind):
            return OutputBytes(kind, try scanNested(.medium, kind, bytes).total)
        case .partType:
            var output = OutputBytes()
            if let type = try string(bytes) {
                output.isThinking = OutputTable.isThinking(type, bytes)
            }
            return output
        case .role:
            var output = OutputBytes()
            output.hasRole = try !(string(bytes)?.range.isEmpty ?? true)
            return output
        }
    }

    mutating func scanText(
        _ kind: ChunkOutput, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> OutputBytes {
        guard let text = try string(bytes) else { return OutputBytes() }
        if kind == .content, content == nil { content = text.range }
        return OutputBytes(kind, text.range.count)
    }

    mutating func scanNested(
        _ table: OutputTable, _ text: ChunkOutput?, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> OutputBytes {
        guard try reader.peek(bytes) == ASCII.openBracket else {
            return try scanOne(table, text, bytes)
        }
        var total = OutputBytes()
        try reader.enter()
        while try reader.hasNextElement(bytes) { total.add(try scanOne(table, text, bytes)) }
        return total
    }

    private mutating func scanOne(
        _ table: OutputTable, _ text: ChunkOutput?, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> OutputBytes {
        if let text, try reader.peek(bytes) == ASCII.quote { return try scanText(text, bytes) }
        return try scanOutput(table, bytes)
    }

    /// The bytes of an object or an array as they stand, 0 for an empty one and for a value of another kind.
    private mutating func containerBytes(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Int {
        let first = try reader.peek(bytes)
        let start = reader.position
        try reader.skipValue(bytes)
        guard first == ASCII.openBrace || first == ASCII.openBracket else { return 0 }
        let inside = bytes.extracting(start + 1..<reader.position - 1)
        return inside.isBlank ? 0 : reader.position - start
    }
}
