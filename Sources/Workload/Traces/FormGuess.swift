internal import RunModel
internal import Wire

/// Which form a file is written in.
struct FormGuess {
    let format: PromptsFormat
    let form: any RowForm

    /// By the name, or, for nil, by how the file begins.
    ///
    /// - Throws: `WorkloadError` where nothing is known that begins so.
    init(_ wanted: PromptsFormat?, beginning: Span<UInt8>, name: String) throws(WorkloadError) {
        var text = beginning
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            text = text.extracting(3..<text.count)
        }
        var start = 0
        while start < text.count, text[start] <= UInt8(ascii: " ") { start += 1 }
        let first = text.extracting(start..<text.count)
        var end = 0
        while end < first.count, first[end] != UInt8(ascii: "\n") { end += 1 }
        let line = first.extracting(0..<end)
        guard let found = wanted ?? Self.format(of: line, first) else {
            throw WorkloadError(
                "\(name), line 1: neither a prompt nor a trace that is known; docs/workloads.md has the forms, and "
                    + "--prompts-format names one")
        }
        format = found
        do throws(RowFault) {
            form = try Self.form(
                found, line, isArray: first.count > 0 && first[0] == UInt8(ascii: "["))
        } catch {
            throw WorkloadError("\(name), line 1: \(error.description)")
        }
    }

    private static func form(
        _ format: PromptsFormat, _ line: Span<UInt8>, isArray: Bool
    ) throws(RowFault) -> any RowForm {
        switch format {
        case .messages: MessagesForm()
        case .sharegpt: ShareGPTForm(isArray: isArray)
        case .mooncake: MooncakeForm()
        case .aiperf: AIPerfForm()
        case .azure: try AzureForm(head: line)
        case .burstgpt: try BurstGPTForm(head: line)
        case .bailian: BailianForm()
        case .copilot: CopilotForm()
        }
    }

    /// By the members of the first object, or the columns of a table's head.
    private static func format(of line: Span<UInt8>, _ text: Span<UInt8>) -> PromptsFormat? {
        guard text.count > 0 else { return .messages }
        switch text[0] {
        case UInt8(ascii: "\""): return .messages
        case UInt8(ascii: "{"): return format(ofObject: names(in: line))
        case UInt8(ascii: "["):
            var start = 1
            while start < text.count, text[start] <= UInt8(ascii: " ") { start += 1 }
            let inner = names(in: text.extracting(start..<text.count))
            return inner.contains("conversations") || inner.first == "id" ? .sharegpt : .messages
        default:
            let head = String(decoding: line.indices.map { line[$0] }, as: UTF8.self).lowercased()
            if head.contains("contexttokens") { return .azure }
            return head.contains("request tokens") ? .burstgpt : .messages
        }
    }

    private static func format(ofObject names: [String]) -> PromptsFormat {
        let has = Set(names).contains
        if has("conversations") { return .sharegpt }
        if has("chat_id") { return .bailian }
        if has("turns") { return .copilot }
        if has("text_input") || has("session_id") || has("delay") || has("extra") { return .aiperf }
        guard has("input_length") else { return has("timestamp") ? .aiperf : .messages }
        return has("timestamp") && has("output_length") ? .mooncake : .aiperf
    }

    /// Of the object that begins there, as far as it is whole.
    private static func names(in bytes: Span<UInt8>) -> [String] {
        var found: [String] = []
        var reader = JSONReader()
        guard (try? reader.peek(bytes)) == UInt8(ascii: "{"), (try? reader.enter()) != nil else {
            return []
        }
        while let name = try? reader.nextName(bytes) {
            found.append(JSONText.unescaped(bytes.extracting(name.range)))
            guard (try? reader.skipValue(bytes)) != nil else { break }
        }
        return found
    }
}
