internal import NIOCore

/// Bytes to lines. A line that is too long ends the connection: nothing that is sent to a rendezvous makes it grow.
struct LineDecoder: ByteToMessageDecoder {
    typealias InboundOut = [UInt8]

    struct TooLong: Error {}

    mutating func decode(
        context: ChannelHandlerContext, buffer: inout ByteBuffer
    ) throws -> DecodingState {
        guard let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else {
            guard buffer.readableBytes <= RendezvousMessage.longestLine else { throw TooLong() }
            return .needMoreData
        }
        let length = end - buffer.readableBytesView.startIndex
        guard length <= RendezvousMessage.longestLine, let line = buffer.readBytes(length: length)
        else { throw TooLong() }
        buffer.moveReaderIndex(forwardBy: 1)
        context.fireChannelRead(wrapInboundOut(line))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        while try decode(context: context, buffer: &buffer) == .continue {}
        return .needMoreData
    }
}

typealias LineChannel = NIOAsyncChannel<[UInt8], ByteBuffer>

extension LineChannel {
    /// A connection that hands over lines.
    static func wrapping(_ channel: any Channel) throws -> LineChannel {
        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(LineDecoder()))
        return try LineChannel(wrappingChannelSynchronously: channel)
    }
}

extension NIOAsyncChannelOutboundWriter<ByteBuffer> {
    func send(_ message: RendezvousMessage) async throws {
        try await write(ByteBuffer(bytes: message.line))
    }
}
