import Wire

/// Any bytes are scanned without a trap; the facts are those that Foundation's reader has, and places
/// lie in the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzScanner(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
    let facts = ChunkScanner.scan(bytes.span)
    if let expected = ReferenceFacts.facts(of: bytes) {
        check(ReferenceFacts.comparable(facts) == expected)
    }
    check(facts.outputBytes <= bytes.count)
    check((facts.outputBytes > 0) == (facts.output != nil))
    for range in [facts.error?.message, facts.error?.type, facts.error?.code] {
        guard let range else { continue }
        _ = JSONText.unescaped(bytes.span.extracting(range))
    }
    checkTexts(bytes)
    return 0
}

/// Reading and writing text takes any bytes, and each undoes the other.
private func checkTexts(_ bytes: [UInt8]) {
    _ = ChunkScanner.isDone(bytes.span)
    _ = GroundTruthComment(bytes.span)
    _ = JSONText.unescaped(bytes.span)
    let text = SSEText.repaired(bytes.span)
    let quoted = Array(JSONText.quoted(text).utf8)
    check(JSONText.isValid(quoted.span))
    check(JSONText.unescaped(quoted.span.extracting(1..<quoted.count - 1)) == text)
    guard let members = JSONMember.members(ofObject: text) else { return }
    let request = AnswerRequest(
        model: text, prompt: .text(text), isStreaming: true, overrides: members)
    check(JSONText.isValid(API.chat.body(of: request).span))
}
