internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Writes assembled bytes to a connection, below everything else in its pipeline: nothing stands
/// between a time stamp and its system call but the channel itself.
final class ConnectionOutput: ChannelOutboundHandler {
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private var context: ChannelHandlerContext?
    private var options: (any NIOSynchronousChannelOptions)?

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        options = context.channel.syncOptions
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        options = nil
    }

    /// Queues bytes for the next `send`.
    func queue(_ bytes: ByteBuffer) {
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// Hands the bytes to the kernel before it returns, or queues what the kernel does not take.
    func send(_ bytes: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    /// Whether the kernel has not taken all bytes: the client does not read fast enough.
    var hasBacklog: Bool {
        guard let options else { return false }
        return ((try? options.getOption(.bufferedWritableBytes)) ?? 0) > 0
    }

    /// Calls `body` once the kernel has taken everything sent so far.
    func whenDrained(_ body: @escaping () -> Void) {
        guard let context else { return }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess(body)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: promise)
    }

    /// Closes once everything sent is written.
    func close() {
        guard let context else { return }
        guard hasBacklog else {
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
        let linger = linger(l_onoff: 1, l_linger: 0)
        _ = (context?.channel as? any SocketOptionProvider)?.setSoLinger(linger)
        context?.close(promise: nil)
    }
}
