import Wire

/// The first bytes choose cuts and limits, the rest is a stream. Whatever the cuts, the decoder must
/// give what the standard's algorithm gives, hold no more than its limits allow, and fail alike.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDecoder(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard input.count > 4 else { return 0 }
    let bytes = Array(input[4...])
    let unlimited = Delivery([bytes], limits: SSELimits())
    check(ReferenceEventStream.agrees(unlimited.items, on: bytes))

    let limits = SSELimits(dataBytes: Int(input[0]), fieldBytes: Int(input[1] & 15))
    let whole = Delivery([bytes], limits: limits)
    for size in [1, 1 + Int(input[2] & 7), 1 + Int(input[3])] {
        let pieces = bytes.pieces(of: size)
        check(Delivery(pieces.withEmptyPieces, limits: limits) == whole)
        check(Delivery(pieces, limits: SSELimits()) == unlimited)
    }
    return 0
}

/// What came of one way of cutting a stream.
private struct Delivery: Equatable {
    var items: [StreamItem] = []
    var strange: [String] = []
    var failure: SSEDecodingError?
    var isCut = false
    var retryMilliseconds: Int64?

    init(_ pieces: [[UInt8]], limits: SSELimits) {
        var decoder = SSEDecoder(limits: limits)
        var record = StreamRecord()
        // What the decoder was used for before must not show.
        try? decoder.decode(Array("id:1\nevent:a\ndata:x\nda".utf8).span, into: &record)
        decoder.reset()
        record = StreamRecord()
        // Buffers grow by doubling, so that each may hold twice its limit, and small ones a minimum.
        let bound =
            2
            * (limits.dataBytes + 3 * limits.fieldBytes + SSEDecoder.keptCommentBytes
                + SSEDecoder.keptStrangeBytes) + 512
        do {
            for piece in pieces {
                try decoder.decode(piece.span, into: &record)
                check(decoder.heldBytes <= bound)
            }
            retryMilliseconds = decoder.retryMilliseconds
            isCut = decoder.finish()
        } catch {
            failure = error
        }
        items = record.items
        strange = record.strange
    }
}
