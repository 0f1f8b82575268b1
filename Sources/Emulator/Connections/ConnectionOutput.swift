internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import RunModel

/// Writes assembled bytes to a connection, below everything else in its pipeline: nothing stands
/// between a time stamp and its system call but the channel itself, and a slow link where one is asked
/// for.
final class ConnectionOutput: ChannelOutboundHandler {
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private var context: ChannelHandlerContext?
    private var options: (any NIOSynchronousChannelOptions)?
    private var link: PacedLink?
    private var linkTimer: Scheduled<Void>?
    /// Queued for the next `send`, where there is a link.
    private var ahead = ByteBuffer()
    private var whenLinkEmpty: [() -> Void] = []

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        options = context.channel.syncOptions
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        options = nil
        linkTimer?.cancel()
        whenLinkEmpty = []
    }

    /// What is sent from now on goes by way of `shape`, behind what is still on the way.
    func setLink(_ shape: LinkShape?) {
        guard shape != nil || link != nil else { return }
        guard shape != nil || link?.isEmpty == false else {
            link = nil
            return
        }
        if link == nil { link = PacedLink(LinkShape()) }
        link?.shape = shape ?? LinkShape()
    }

    /// Queues bytes for the next `send`.
    func queue(_ bytes: ByteBuffer) {
        guard link == nil else {
            ahead.writeImmutableBuffer(bytes)
            return
        }
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// Hands the bytes to the kernel before it returns, or queues what the kernel does not take.
    func send(_ bytes: ByteBuffer) {
        guard link == nil else {
            ahead.writeImmutableBuffer(bytes)
            link?.accept(ahead, at: .now())
            ahead.clear()
            passLink()
            return
        }
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    /// Hands on what has come through the link, and comes back when more has.
    private func passLink() {
        linkTimer?.cancel()
        linkTimer = nil
        guard let context else { return }
        let now = MonotonicInstant.now()
        while let piece = link?.release(by: now) {
            context.writeAndFlush(wrapOutboundOut(piece), promise: nil)
        }
        if let due = link?.due {
            let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(due.nanoseconds, 0)))
            linkTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
                [weak self] in self?.passLink()
            }
            return
        }
        let waiting = whenLinkEmpty
        whenLinkEmpty = []
        for body in waiting { whenDrained(body) }
    }

    /// Whether bytes wait: the client does not read fast enough, or the link does not carry more.
    var hasBacklog: Bool { link?.isFull == true || hasKernelBacklog }

    private var hasKernelBacklog: Bool {
        guard let options else { return false }
        return ((try? options.getOption(.bufferedWritableBytes)) ?? 0) > 0
    }

    /// Calls `body` once the kernel has taken everything sent so far.
    func whenDrained(_ body: @escaping () -> Void) {
        guard let context else { return }
        guard link?.isEmpty != false else {
            whenLinkEmpty.append(body)
            return
        }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess(body)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: promise)
    }

    /// Closes once everything sent is written.
    func close() {
        guard let context else { return }
        guard link?.isEmpty == false || hasKernelBacklog else {
            context.close(promise: nil)
            return
        }
        whenDrained { [weak self] in self?.context?.close(promise: nil) }
    }

    /// Ends our direction only, so that a client still busy sending can read the answer.
    func closeOutput() {
        context?.close(mode: .output, promise: nil)
    }

    /// Closes with a TCP reset: with a linger time of zero the kernel discards and says RST.
    func reset() {
        link?.clear()
        let linger = linger(l_onoff: 1, l_linger: 0)
        _ = (context?.channel as? any SocketOptionProvider)?.setSoLinger(linger)
        context?.close(promise: nil)
    }
}
