internal import NIOCore
internal import RunModel

/// From assembled events to the socket, straight or by way of what a middlebox holds.
extension CompletionStream {
    /// The head leaves with the first bytes of the body, or at once where those are held.
    func openBody() {
        guard held != nil else {
            queueHead()
            return
        }
        guard !behaviour.sendsHeadLate else { return }
        queueHead()
        exchange.flush()
    }

    private func queueHead() {
        guard !exchange.hasHead else { return }
        exchange.queueStreamHead(contentType: "text/event-stream; charset=utf-8")
    }

    /// Assembles what goes out in one write, stamps it, and hands it to the kernel.
    @discardableResult
    func send(
        _ content: HeldBody.Content = .event, isLast: Bool = false,
        _ assemble: (inout ChunkBuffer) -> Void
    ) -> MonotonicInstant {
        exchange.loop.chunk.begin()
        assemble(&exchange.loop.chunk)
        guard held != nil else { return write(isLast: isLast) }
        let now = MonotonicInstant.now()
        held?.keep(exchange.loop.chunk.content, of: content, now: now)
        releaseDue(now)
        if isLast { releaseRest(isLast: true) }
        return now
    }

    /// Lets go of what leaves by `now`.
    func releaseDue(_ now: MonotonicInstant) {
        while let piece = held?.release(by: now) { write(piece) }
    }

    /// Lets go of everything, before the body ends or breaks.
    func releaseRest(isLast: Bool = false) {
        guard let piece = held?.rest() else { return }
        write(piece, isLast: isLast)
    }

    private func write(_ piece: StampedBytes, isLast: Bool = false) {
        queueHead()
        exchange.loop.chunk.begin()
        exchange.loop.chunk.append(piece)
        write(isLast: isLast)
    }

    /// Frames and stamps what was assembled and hands it to the kernel.
    @discardableResult
    private func write(isLast: Bool) -> MonotonicInstant {
        let loop = exchange.loop
        if isLast { exchange.endLease(.end) }
        loop.chunk.seal(exchange.framing, isLast: isLast)
        let now = MonotonicInstant.now()
        loop.chunk.stamp(now)
        if behaviour.fault?.kind == .splitWrites, loop.chunk.bytes.readableBytes > 0 {
            writeInPieces(loop.chunk.bytes)
        } else {
            exchange.send(raw: loop.chunk.bytes)
        }
        return now
    }

    private func writeInPieces(_ bytes: ByteBuffer) {
        var rest = bytes
        while rest.readableBytes > 0 {
            let size = min(behaviour.fault?.bytes ?? 1, rest.readableBytes)
            guard let piece = rest.readSlice(length: size) else { return }
            exchange.send(raw: piece)
        }
    }
}
