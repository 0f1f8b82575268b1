extension ChunkScanner {
    /// Reads an object by its table.
    mutating func scanOutput(
        _ table: OutputTable, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> OutputBytes {
        switch table {
        case .delta: try scanMembers(OutputTable.deltaMembers, bytes)
        case .contentPart: try scanMembers(OutputTable.contentPartMembers, bytes)
        case .toolCall: try scanMembers(OutputTable.toolCallMembers, bytes)
        case .function: try scanMembers(OutputTable.functionMembers, bytes)
        case .audio: try scanMembers(OutputTable.audioMembers, bytes)
        }
    }

    @inline(__always)
    private mutating func scanMembers<let count: Int>(
        _ members: InlineArray<count, OutputMember>, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> OutputBytes {
        var total = OutputBytes()
        guard try enters(ASCII.openBrace, bytes) else { return total }
        // A place a row, because of members with the same name the last counts.
        var found = InlineArray<count, OutputBytes>(repeating: OutputBytes())
        while let name = try reader.nextName(bytes) {
            if let row = members.indices.first(where: {
                name.isEqual(to: members[$0].name, in: bytes)
            }) {
                found[row] = try scanValue(members[row].form, bytes)
            } else {
                try reader.skipValue(bytes)
            }
        }
        var longest = 0
        for row in members.indices {
            if case .sameText(let kind) = members[row].form {
                let more = found[row][kind] - longest
                guard more > 0 else { continue }
                total[kind] += more
                longest += more
            } else {
                total.add(found[row])
            }
        }
        return total
    }

    private mutating func scanValue(
        _ form: OutputForm, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> OutputBytes {
        switch form {
        case .text(let kind), .sameText(let kind):
            return OutputBytes(kind, try stringBytes(bytes))
        case .textOrParts(let kind, let table):
            if try reader.peek(bytes) == ASCII.quote {
                return OutputBytes(kind, try stringBytes(bytes))
            }
            return try scanList(of: table, bytes)
        case .object(let table): return try scanOutput(table, bytes)
        case .list(let table): return try scanList(of: table, bytes)
        case .role:
            var output = OutputBytes()
            output.hasRole = try stringBytes(bytes) > 0
            return output
        }
    }

    private mutating func scanList(
        of table: OutputTable, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> OutputBytes {
        var total = OutputBytes()
        guard try enters(ASCII.openBracket, bytes) else { return total }
        while try reader.hasNextElement(bytes) { total.add(try scanOutput(table, bytes)) }
        return total
    }
}
