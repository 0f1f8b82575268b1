internal import SyntheticStreams
internal import Wire

/// Decodes and scans one chunk as often as its argument says, and prints the nanoseconds a chunk took.
@main
struct DecodeLoop {
    static func main() throws {
        guard CommandLine.arguments.count == 2, let count = Int(CommandLine.arguments[1]), count > 0
        else { preconditionFailure("usage: DecodeLoop COUNT") }
        let chunk = SyntheticStream.chunk
        let clock = ContinuousClock()
        let started = clock.now
        let outputs = try outputs(in: chunk, times: count)
        let elapsed = clock.now - started
        precondition(outputs == count, "\(outputs) outputs in \(count) chunks")
        print(elapsed / .nanoseconds(1) / Double(count))
    }

    private static func outputs(in chunk: [UInt8], times: Int) throws(SSEDecodingError) -> Int {
        var decoder = SSEDecoder()
        var sink = OutputCounter()
        for _ in 0..<times { try decoder.decode(chunk.span, into: &sink) }
        return sink.outputs
    }
}
