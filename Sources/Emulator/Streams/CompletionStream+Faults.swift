internal import NIOCore
internal import RunModel

/// A body without end, or with one too far away: the same piece again and again.
struct Flood {
    var piece: ByteBuffer
    /// Bytes still to come; nil: until the client leaves.
    var remaining: Int?
    /// What makes the body whole; without it, the connection just closes.
    var closing: String?
}

extension Fault {
    /// Whether it strikes now, between one chunk of a stream and the next.
    func isDue(after contentChunks: Int, isAtEnd: Bool) -> Bool {
        switch kind {
        case .reset, .truncate, .close, .errorEvent, .brokenChunked, .endlessLine, .endlessEvent,
            .stall, .brokenJSON, .deepNesting:
            contentChunks >= afterChunks || isAtEnd
        case .refuse, .httpError, .rateLimit, .resetBeforeHead, .stallBeforeHead, .notAStream,
            .html,
            .notHTTP, .hugeBody, .resetAfterHead, .stallAfterHead, .empty, .splitWrites:
            false
        }
    }
}

extension CompletionStream {
    private static let pieceBytes = 64 * 1024
    private static let defaultDepth = 10_000
    private static let defaultHugeBody = 64 << 20

    /// Sends the head, or meets a fault that stands in its way.
    func begin() {
        switch fault?.kind {
        case .stallBeforeHead: stall()
        case .hugeBody: beginHugeBody()
        case .resetAfterHead:
            sendHead()
            leave()
            exchange.reset()
        case .stallAfterHead:
            sendHead()
            stall()
        default: sendHead()
        }
    }

    /// What goes wrong between two chunks.
    func inject(_ fault: Fault) {
        switch fault.kind {
        case .reset:
            leave()
            exchange.reset()
        case .close:
            leave()
            exchange.abandon()
        case .truncate:
            send(isLast: true) { _ in }
            leave()
            exchange.finish()
        case .errorEvent:
            send(isLast: true) { form.fail(Self.inBandError, in: &$0) }
            leave()
            exchange.finish()
        case .brokenChunked:
            releaseRest()
            exchange.send(raw: "no size\r\n")
            leave()
            exchange.abandon()
        case .stall: stall(fault)
        case .brokenJSON:
            send { form.addBroken(in: &$0) }
        case .deepNesting:
            let depth = fault.bytes ?? Self.defaultDepth
            send { form.addNested(depth, of: &vocabulary, in: &$0) }
        case .endlessLine: beginEndlessData(lineEnd: "", fault)
        case .endlessEvent: beginEndlessData(lineEnd: behaviour.lineEnd.rawValue, fault)
        default: preconditionFailure("\(fault.kind) does not strike between chunks")
        }
    }

    private static let inBandError = ErrorBody(
        status: 500, message: "The server had an error while processing your request.",
        type: "server_error", code: "server_error")

    private func stall() {
        if let fault { stall(fault) }
    }

    /// Everything still to come moves back, so that the gaps after the stall are as they would have been.
    private func stall(_ fault: Fault) {
        self.fault = nil
        guard let duration = fault.duration else {
            phase = .stalled
            return
        }
        script.postpone(by: duration)
    }

    private func beginHugeBody() {
        let opening = #"{"padding":""#
        let closing = #""}"#
        let frame = opening.utf8.count + closing.utf8.count
        let size = max(fault?.bytes ?? Self.defaultHugeBody, frame)
        exchange.queueStreamHead(
            status: fault?.status ?? 200, contentType: "application/json", length: size)
        exchange.send(raw: opening)
        phase = .flooding(
            Flood(
                piece: ByteBuffer(repeating: UInt8(ascii: "x"), count: Self.pieceBytes),
                remaining: size - frame, closing: closing))
    }

    /// One `data` line after another that never become an event, or a single one that never ends.
    private func beginEndlessData(lineEnd: String, _ fault: Fault) {
        if lineEnd.isEmpty { send { $0.append("data: ") } }
        releaseRest()
        let text =
            lineEnd.isEmpty
            ? String(repeating: "x", count: Self.pieceBytes)
            : String(
                repeating: "data: " + String(repeating: "x", count: 64) + lineEnd, count: 1024)
        exchange.loop.chunk.begin()
        exchange.loop.chunk.append(text)
        exchange.loop.chunk.seal(exchange.framing)
        phase = .flooding(
            Flood(piece: exchange.loop.chunk.bytes, remaining: fault.bytes, closing: nil))
    }

    /// Sends one piece; the next one follows when the kernel has taken it.
    func pour(_ flood: Flood) {
        var flood = flood
        if let remaining = flood.remaining {
            guard remaining > 0 else {
                leave()
                if let closing = flood.closing {
                    exchange.send(raw: closing)
                    exchange.finish()
                } else {
                    exchange.abandon()
                }
                return
            }
            let size = flood.closing == nil ? flood.piece.readableBytes : remaining
            let piece = flood.piece.getSlice(
                at: flood.piece.readerIndex, length: min(size, flood.piece.readableBytes))
            flood.remaining = remaining - (piece?.readableBytes ?? remaining)
            if let piece { exchange.send(raw: piece) }
        } else {
            exchange.send(raw: flood.piece)
        }
        phase = .flooding(flood)
    }
}
