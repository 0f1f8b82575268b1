import Wire

/// The first byte chooses cuts, the rest is a response. Whatever the cuts, the decoder finds the same head and
/// the same body; whatever a field holds, what is read of limits is bounded.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHead(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard let cut = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    let whole = Received([bytes])
    check(Received(bytes.pieces(of: 1 + Int(cut))) == whole)
    if let head = whole.head {
        check((200...999).contains(head.status))
        checkLimits(head.fields)
    }
    checkValue(String(decoding: bytes, as: UTF8.self), of: known[Int(cut) % known.count])
    return 0
}

private let now = 1_795_435_200
private let year = Duration.seconds(31_536_000)
private let known = API.chat.limitFields

/// What came of one way of cutting a response.
private struct Received: Equatable {
    var head: ResponseHead?
    var body: [UInt8] = []
    var end: ResponseDecoder.Piece?

    init(_ pieces: [[UInt8]]) {
        var decoder = ResponseDecoder(wanting: Set(known.map(\.name) + ["location"]))
        for piece in pieces {
            var position = 0
            read: while true {
                switch decoder.next(in: piece.span, from: &position) {
                case .more: break read
                case .head: head = decoder.head
                case .body(let range): body += piece[range]
                case .end:
                    end = .end
                    return
                case .broken(let fault):
                    end = .broken(fault)
                    return
                }
            }
            check(position == piece.count)
        }
        end = decoder.connectionClosed()
    }
}

private func checkLimits(_ fields: [String: String]) {
    let told = ToldLimits(fields, known: known, now: now)
    checkWait(told.retryAfter)
    check((told.unreadableRetryAfter?.unicodeScalars.count ?? 0) <= 60)
    for unit in ToldLimits.Unit.allCases {
        let budget = told.budget(unit)
        checkWait(budget.reset)
        check(budget.limit ?? 0 >= 0 && budget.remaining ?? 0 >= 0)
    }
}

/// The text in the place of a field, and in that of all of them.
private func checkValue(_ text: String, of field: LimitField) {
    checkLimits([field.name: text])
    checkLimits(Dictionary(known.map { ($0.name, text) }, uniquingKeysWith: { first, _ in first }))
    let clock = LimitFieldValue.Clock(date: text, now: now)
    checkWait(LimitFieldValue.span(text))
    checkWait(LimitFieldValue.reset(text, clock))
    checkWait(LimitFieldValue.retryAfter(text, clock))
    // Ten thousand years before and after ours.
    check((HTTPDate.secondsSinceEpoch(text) ?? 0).magnitude < 1 << 40)
}

private func checkWait(_ wait: Duration?) {
    check((Duration.zero...year).contains(wait ?? .zero))
}

extension [UInt8] {
    fileprivate func pieces(of size: Int) -> [[UInt8]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
