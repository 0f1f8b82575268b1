/// Errors that are no JSON.
extension ChunkError {
    /// The text of an event whose type is `error`, or that begins with that word; nil for any other.
    static func inText(_ data: Span<UInt8>, isNamed: Bool) -> ChunkError? {
        let text = data.trimmed
        guard isNamed || (beginsAsError(data.extracting(text)) && !saysNone(data.extracting(text)))
        else { return nil }
        var error = ChunkError(.text)
        error.message = text.isEmpty ? nil : text
        return error
    }

    /// `error:`, `error: none`.
    private static func saysNone(_ text: Span<UInt8>) -> Bool {
        guard let end = text.end(of: "error:") else { return false }
        let rest = text.extracting(end..<text.count)
        return FailureWord.isFine(rest.extracting(rest.trimmed))
    }

    /// Of data in several lines that is no JSON as a whole, the error that one of them is; nil where none is one.
    static func inLines(_ data: Span<UInt8>) -> ChunkError? {
        var start = 0
        while start < data.count {
            let end = data.firstIndex(of: ASCII.lineFeed, from: start)
            if start > 0 || end < data.count,
                let error = ChunkScanner.scan(data.extracting(start..<end)).error
            {
                return error.moved(by: start)
            }
            start = end + 1
        }
        return nil
    }

    private func moved(by count: Int) -> ChunkError {
        func moved(_ range: Range<Int>?) -> Range<Int>? {
            range.map { $0.lowerBound + count..<$0.upperBound + count }
        }
        var error = self
        error.message = moved(message)
        error.type = moved(type)
        error.code = moved(code)
        return error
    }

    /// `error: …`, `[ERROR] …`, `Error while …`, in any case; also an object cut short whose first member is an error.
    private static func beginsAsError(_ text: Span<UInt8>) -> Bool {
        guard text.count > 0 else { return false }
        let isObject = text[0] == ASCII.openBrace
        var start = isObject || text[0] == ASCII.openBracket ? 1 : 0
        while start < text.count, text[start] <= ASCII.space { start += 1 }
        if isObject, start < text.count, text[start] == ASCII.quote { start += 1 }
        let rest = text.extracting(start..<text.count)
        return rest.begins(withWord: "error")
    }
}
