import Wire

/// Any bytes are scanned by each API without a trap; the facts are those that Foundation's reader has, and places lie in the
/// bytes. The first byte chooses the API.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDialect(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let first = input.first else { return 0 }
    let api = API.allCases[Int(first) % API.allCases.count]
    let bytes = [UInt8](input.dropFirst())
    let facts = api.facts(ofEvent: bytes.span, type: Span())
    check(facts.outputBytes <= bytes.count)
    check((facts.outputBytes > 0) == (facts.output != nil))
    check(!facts.isEnd || facts.output == nil)
    if api == .responses || api == .messages,
        let expected = ReferenceEvents.facts(of: bytes, in: api)
    {
        check(ReferenceFacts.comparable(facts) == expected)
    }
    let whole = api.facts(ofBody: bytes.span)
    check((whole.outputBytes > 0) == (whole.output != nil))
    for error in [facts.error, whole.error] {
        for range in [error?.message, error?.type, error?.code] {
            guard let range else { continue }
            _ = JSONText.unescaped(bytes.span.extracting(range))
        }
    }
    if let range = api.answerText(ofEvent: bytes.span) { check(range.upperBound <= bytes.count) }
    checkPrompt(bytes, api)
    return 0
}

/// What is asked is JSON in every API, whatever stands in the messages.
private func checkPrompt(_ bytes: [UInt8], _ api: API) {
    let text = SSEText.repaired(bytes.span)
    let asked =
        [AnswerRequest.Prompt.text(text)]
        + (JSONMember.elements(ofList: text) == nil ? [] : [.messages(json: text)])
    for prompt in asked {
        let request = AnswerRequest(model: text, prompt: prompt, isStreaming: true)
        check(JSONText.isValid(api.body(of: request).span))
    }
}
