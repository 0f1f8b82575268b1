import Wire

/// What a user offers and what a model calls: any text is a set of tools or refused, and what is written of it is JSON; calls,
/// arguments and tags of thinking mean the same in whatever pieces they come. The first byte chooses the API.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTools(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let first = input.first else { return 0 }
    let api = API.allCases[Int(first) % API.allCases.count]
    let bytes = [UInt8](input.dropFirst())
    checkTools(SSEText.repaired(bytes.span))
    checkArguments(bytes)
    checkTags(bytes)
    checkCalls(bytes, api)
    return 0
}

private func checkTools(_ text: String) {
    guard let tools = try? ToolSet(json: text) else { return }
    for api in API.allCases {
        for choice in [nil, "auto", "none", "required", text] {
            guard let members = try? tools.members(choice: choice, for: api) else { continue }
            check(api != .completions)
            for member in members { check(JSONText.isValid(Array(member.json.utf8).span)) }
        }
    }
}

/// Followed piece by piece, a text is whole where the reader finds it so; deeper ones than are followed are not.
private func checkArguments(_ bytes: [UInt8]) {
    var progress = JSONProgress()
    for byte in bytes { progress.take(byte < 0x80 ? byte : 0xFF) }
    let isValid = JSONText.isValid(bytes.span)
    let containers = bytes.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
    check(!progress.isWhole || isValid)
    check(!isValid || progress.isWhole || containers > JSONProgress.depthLimit)
}

private func checkTags(_ bytes: [UInt8]) {
    func said(_ parts: [ThinkTags.Part]) -> (thought: Bool, answer: Bool) {
        (
            parts.contains { $0 == .thinking || $0 == .both },
            parts.contains { $0 == .answer || $0 == .both }
        )
    }
    var tags = ThinkTags()
    let whole = said([tags.take(bytes.span)])
    tags = ThinkTags()
    let pieces = said(bytes.map { byte in tags.take([byte].span) })
    check(bytes.isEmpty || whole == pieces)
}

private func checkCalls(_ bytes: [UInt8], _ api: API) {
    for isBody in [false, true] {
        var track = ToolCallTrack()
        var pieces = 0
        api.readToolCalls(in: bytes.span, isBody: isBody) { piece in
            pieces += 1
            for range in [piece.id, piece.arguments] {
                check((range?.upperBound ?? 0) <= bytes.count)
            }
        }
        for _ in 0..<2 { _ = track.take(bytes.span, of: api, isBody: isBody) }
        let counts = track.counts(api)
        check(counts.broken <= counts.all && counts.all <= 2 * pieces)
    }
}
