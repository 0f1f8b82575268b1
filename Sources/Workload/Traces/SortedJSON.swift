internal import Wire

/// JSON with sorted names and nothing between, so that the same prompts have the same digest however they are written.
enum SortedJSON {
    /// Appends the next value of `reader` in that form. A name that comes twice has its last value; escapes are written as
    /// the characters they are.
    ///
    /// - Throws: `BrokenJSON`, with a part of the value appended.
    static func append(
        _ reader: inout JSONReader, _ bytes: Span<UInt8>, to text: inout [UInt8]
    ) throws(BrokenJSON) {
        switch try reader.peek(bytes) {
        case UInt8(ascii: "{"): try appendObject(&reader, bytes, to: &text)
        case UInt8(ascii: "["):
            try reader.enter()
            text.append(UInt8(ascii: "["))
            var isFirst = true
            while try reader.hasNextElement(bytes) {
                if !isFirst { text.append(UInt8(ascii: ",")) }
                isFirst = false
                try append(&reader, bytes, to: &text)
            }
            text.append(UInt8(ascii: "]"))
        case UInt8(ascii: "\""): appendString(try reader.readString(bytes), bytes, to: &text)
        default:
            let start = reader.position
            try reader.skipValue(bytes)
            appendPlain(bytes.extracting(start..<reader.position), to: &text)
        }
    }

    /// The value of `bytes`; nil where they are no JSON.
    static func text(_ bytes: Span<UInt8>) -> String? {
        var reader = JSONReader()
        var text: [UInt8] = []
        guard (try? append(&reader, bytes, to: &text)) != nil, reader.isAtEnd(bytes) else {
            return nil
        }
        return String(decoding: text, as: UTF8.self)
    }

    private struct Member {
        var name: Range<Int>
        /// With its name before it.
        var place: Range<Int>
    }

    private static func appendObject(
        _ reader: inout JSONReader, _ bytes: Span<UInt8>, to text: inout [UInt8]
    ) throws(BrokenJSON) {
        try reader.enter()
        let start = text.count
        var members: [Member] = []
        while let name = try reader.nextName(bytes) {
            let begin = text.count
            appendString(name, bytes, to: &text)
            let nameEnd = text.count
            text.append(UInt8(ascii: ":"))
            try append(&reader, bytes, to: &text)
            members.append(Member(name: begin..<nameEnd, place: begin..<text.count))
        }
        let written = Array(text[start...])
        text.removeSubrange(start...)
        func name(_ member: Member) -> ArraySlice<UInt8> {
            written[member.name.lowerBound - start..<member.name.upperBound - start]
        }
        let order = members.indices.sorted {
            let (one, other) = (name(members[$0]), name(members[$1]))
            return one == other ? $0 < $1 : one.lexicographicallyPrecedes(other)
        }
        text.append(UInt8(ascii: "{"))
        var isFirst = true
        for (rank, index) in order.enumerated() {
            let next = rank + 1 < order.count ? members[order[rank + 1]] : nil
            if let next, name(next) == name(members[index]) { continue }
            if !isFirst { text.append(UInt8(ascii: ",")) }
            isFirst = false
            let place = members[index].place
            text += written[place.lowerBound - start..<place.upperBound - start]
        }
        text.append(UInt8(ascii: "}"))
    }

    private static func appendString(
        _ string: JSONString, _ bytes: Span<UInt8>, to text: inout [UInt8]
    ) {
        let inside = bytes.extracting(string.range)
        guard !string.isEscaped else {
            return JSONText.appendQuoted(JSONText.unescaped(inside), to: &text)
        }
        // What has no escapes needs none.
        text.append(UInt8(ascii: "\""))
        appendPlain(inside, to: &text)
        text.append(UInt8(ascii: "\""))
    }

    private static func appendPlain(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        // Copied before the closure ends.
        bytes.withUnsafeBufferPointer { text.append(contentsOf: $0) }
    }
}
